import { reachesStart } from '../../machine/lines/log-piece.js';
import { type LogTail, mostTailLines } from '../../machine/state/log-viewer.js';
import type { Job } from '../../model/job.js';
import { countOf } from '../format/numbers.js';
import type { Line } from '../frame.js';
import { bulleted, firstOf, pathOf, quoted, type RowContext, type Segment, words } from '../job/segments.js';
import { shownLine } from '../log/shown-line.js';
import { unwrappedRow } from '../log/text-lines.js';
import { hasEnded } from '../log/title.js';
import { blankLine, type Part, rowLine } from '../text/line.js';
import { pad } from '../text/width.js';

/** At least this many lines are shown, even if the panel has to be scrolled to them. */
const leastLines = 5;
/** Lines that aren't the log's: a blank one, and the heading. */
const otherLines = 2;
const labelWidth = 14;

/**
 * The end of a job's log: as many lines as there is `room` for, at least five and at most ten; else, in one line, why
 * there are none. No lines while nothing is known yet.
 */
export function logTailLines(
  tail: LogTail | null,
  job: Job,
  room: number,
  width: number,
  context: RowContext,
): readonly Line[] {
  if (tail === null) return [];
  const { ellipsis } = context.glyphs;
  const lines = tail.piece?.lines ?? [];
  if (tail.piece === null || lines.length === 0) {
    const label: Part = { text: pad('Log', labelWidth), style: 'dim' };
    const left = [label, ...firstOf(troubleOf(tail, context), withoutLines(tail, job))];
    return [blankLine(width), rowLine({ left, right: [] }, width, ellipsis)];
  }
  const count = Math.max(leastLines, Math.min(mostTailLines, room - otherLines));
  const shown = lines.slice(-count);
  const isWhole = shown.length === lines.length && reachesStart(tail.piece);
  const title = isWhole ? 'Log' : `Last ${countOf(shown.length, 'line')} of the log`;
  const heading = bulleted([words(title, 'title'), troubleOf(tail, context)], context);
  return [
    blankLine(width),
    rowLine({ left: heading, right: isWhole ? [] : [hint] }, width, ellipsis),
    ...shown.map((line) => unwrappedRow(shownLine(line, settings, context.unicode), 0, width, null, context)),
  ];
}

const hint: Part = { text: 'l: whole log', style: 'dim', optional: true };
const settings = { wrap: false, timestamps: true, search: null };

/** Why there is nothing newer to show; empty if nothing is wrong. */
function troubleOf({ trouble }: LogTail, context: RowContext): Segment {
  if (trouble === null) return [];
  if (trouble.kind === 'problem') {
    return [...words('cannot be read: ', 'error'), ...quoted(trouble.problem.sentence, 'plain', context)];
  }
  if (trouble.recorded === undefined) return [];
  return [...words('the file is missing: ', 'warning'), ...recordedLocation(trouble.recorded, context)];
}

function recordedLocation(location: string, context: RowContext): Segment {
  return location.startsWith('/') ? pathOf(location, context) : quoted(location, 'path', context);
}

function withoutLines({ piece }: LogTail, { status }: Job): Segment {
  const so = hasEnded(status) ? '' : piece === null ? ' yet' : ' so far';
  return words(`${piece === null ? 'none' : 'empty'}${so}`, 'dim');
}
