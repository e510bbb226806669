import { defaultFilter, type JobFilter } from '../model/filter.js';
import type { Picture } from '../model/picture.js';
import { type Appearance, glyphsOf } from './appearance.js';
import type { Line } from './frame.js';
import { jobLines } from './job/job-lines.js';
import type { Sight } from './job/sight.js';
import { textOf } from './line.js';
import { noJobsMessage } from './message.js';
import { textLines } from './message-lines.js';
import { statusLine } from './status-bar.js';

/**
 * The status bar and the picture's jobs as plain text for a pipe or a log: no border, no spaces at the ends of
 * lines, no line end after the last one. `now` in ms since the epoch; no line is wider than `width` cells.
 */
export function onceText(
  picture: Picture,
  width: number,
  now: number,
  appearance: Appearance,
  filter: JobFilter = defaultFilter,
): string {
  return onceLines(picture, width, now, appearance, filter).map(textOf).join('\n');
}

/** The same as lines with their styles. */
export function onceLines(
  picture: Picture,
  width: number,
  now: number,
  appearance: Appearance,
  filter: JobFilter = defaultFilter,
): Line[] {
  const sight: Sight = { appearance, now, heldUntil: now, progress: new Map() };
  const glyphs = glyphsOf(appearance);
  const status = statusLine(picture, width, glyphs);
  const jobs = picture.window.jobs.map((job) => jobLines(job, width, sight));
  const empty = noJobsMessage(picture, filter, appearance).flatMap((paragraph): Line[] =>
    textLines(paragraph, width, glyphs.ellipsis).map((text) => [{ text, style: 'plain' }]),
  );
  const blocks = [[status], ...(jobs.length > 0 ? jobs : [empty])];
  return blocks.flatMap((lines, index) => [...(index === 0 ? [] : [[]]), ...lines.map(trimmedEnd)]);
}

/** A line without the spaces at its end. */
function trimmedEnd(line: Line): Line {
  const last = line.findLastIndex(({ text }) => text.trimEnd() !== '');
  return line
    .slice(0, last + 1)
    .map((span, index) => (index === last ? { ...span, text: span.text.trimEnd() } : span));
}
