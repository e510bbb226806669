import { defaultFilter, type JobFilter } from '../model/filter.js';
import type { Picture } from '../model/picture.js';
import { type Appearance, glyphsOf } from './appearance.js';
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
  const sight: Sight = { appearance, now, heldUntil: now, progress: new Map() };
  const glyphs = glyphsOf(appearance);
  const status = textOf(statusLine(picture, width, glyphs));
  const jobs = picture.window.jobs.map((job) => jobLines(job, width, sight).map(textOf));
  const empty = noJobsMessage(picture, filter, appearance).flatMap((paragraph) =>
    textLines(paragraph, width, glyphs.ellipsis),
  );
  const blocks = [[status], ...(jobs.length > 0 ? jobs : [empty])];
  return blocks.map((lines) => lines.map((line) => line.trimEnd()).join('\n')).join('\n\n');
}
