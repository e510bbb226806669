import type { LogViewer } from '../../machine/state/log-viewer.js';
import { type Job, type JobStatus, jobInWords } from '../../model/job.js';
import type { LogPiece } from '../../model/log.js';
import { shownPath, shownText } from '../appearance.js';
import type { ViewContext } from '../context.js';
import { bytesText, countText, percentText, plural } from '../format/numbers.js';
import { briefDuration } from '../format/times.js';
import type { Line } from '../frame.js';
import { fitLine, type Part, rowLine, widthOf } from '../text/line.js';
import { fitMiddle } from '../text/width.js';

/** A piece this young counts as current, ms: the log is read once a second. */
const freshMs = 2500;
/** The job's name keeps at least this much of the line. */
const leastName = 22;
/** A longer filter is shortened in its middle. */
const longestFilter = 24;

/** The line above the log, in exactly `width` cells: which job, where in its log, and whether it follows. */
export function titleLine(
  viewer: LogViewer,
  job: Job,
  end: number,
  width: number,
  context: ViewContext,
): Line {
  const { ellipsis, bullet, statuses } = context.glyphs;
  const version = shownText(job.version, context);
  const name = [shownText(job.typeText, context), shownText(job.name, context), version && `v${version}`];
  const left: Part[] = [
    part(` ${statuses[job.status]} ${jobInWords(job.id, (id) => shownText(id, context))}`),
    { ...part(`  ${name.filter((word) => word !== '').join(' ')}`), fit: 'end' },
    ...originOf(viewer, bullet, context),
  ];
  const versions = rightVersions(viewer, end, hasEnded(job.status), context).map((words) =>
    part(`${words.filter((word) => word !== '').join(` ${bullet} `)} `),
  );
  const right = versions.find((words) => widthOf([words]) <= width - leastName - 2) ?? versions.at(-1);
  return bar(rowLine({ left, right: right === undefined ? [] : [right] }, width, ellipsis), width);
}

/** The age of what is on the screen, if it is older than it should be; null otherwise. */
export function ageOf({ piece, trouble }: LogViewer, now: number): number | null {
  const age = piece === null || trouble === null ? 0 : now - piece.asOf;
  return age < freshMs ? null : age;
}

/** The longest version first. */
function rightVersions(
  viewer: LogViewer,
  end: number,
  isEnded: boolean,
  context: ViewContext,
): (readonly string[])[] {
  const { piece, wrap, left, timestamps } = viewer;
  if (piece === null) return [[]];
  const { bullet } = context.glyphs;
  const [only, brieflyOnly] = filterVersions(piece, context);
  const size = bytesText(piece.size);
  const number = matchNumber(viewer.search, piece.size);
  const position = piece.size === 0 ? 'empty' : `${percentText(end / piece.size)} of ${size}`;
  const modes = [
    ...(wrap ? ['wrapped'] : []),
    ...(left > 0 ? [`column ${countText(left + 1)}`] : []),
    ...(timestamps ? [] : ['times hidden']),
    ...(number === '' ? [] : [number]),
  ];
  const [full, shorter, brief] = statusVersions(viewer, isEnded, context.now, bullet);
  return [
    [position, only, ...modes, full],
    [position, only, full],
    [position, brieflyOnly, ...modes, shorter],
    [position, brieflyOnly, shorter],
    [position, brieflyOnly, ...modes, brief],
    [position, brieflyOnly, brief],
    [brieflyOnly, brief],
  ];
}

/**
 * Which lines are shown, and how many there are: `12 lines with “ERROR”`, `12 filtered lines`; empty if all are.
 */
function filterVersions(
  { filtered }: LogPiece,
  context: ViewContext,
): readonly [full: string, brief: string] {
  if (filtered === null) return ['', ''];
  const { ellipsis } = context.glyphs;
  const count = `${countText(filtered.count)}${filtered.isWhole ? '' : '+'}`;
  const lines = filtered.isWhole ? plural(filtered.count, 'line') : 'lines';
  const only = fitMiddle(shownText(filtered.only, context), longestFilter, ellipsis);
  return [
    `${count} ${lines} with ${shownText(`\u201c${only}\u201d`, context)}`,
    `${count} filtered ${lines}`,
  ];
}

function statusVersions(
  viewer: LogViewer,
  isEnded: boolean,
  now: number,
  bullet: string,
): readonly [full: string, shorter: string, brief: string] {
  const age = ageOf(viewer, now);
  if (age !== null) return same(`as of ${briefDuration(age)} ago`);
  if (viewer.following) return same(isEnded ? '' : 'following');
  const added = unseenLines(viewer);
  if (added !== '') return [`paused ${bullet} ${added} (G to follow)`, `${added} (G to follow)`, added];
  return isEnded ? same('') : ['paused (G to follow)', 'paused (G to follow)', 'paused'];
}

/** Whether a job's log is complete. */
export function hasEnded(status: JobStatus): boolean {
  return status === 'complete' || status === 'failed' || status === 'cancelled';
}

/**
 * `10 new lines`: lines that were written since following stopped and haven't been on the screen yet; empty if
 * there are none.
 */
function unseenLines({ piece, seenTo }: LogViewer): string {
  if (piece === null || piece.size <= seenTo || piece.added === null) return '';
  const { from, count, more } = piece.added;
  const seen = piece.lines.filter(({ start }) => start >= from && start < seenTo).length;
  const unseen = Math.max(0, count - seen);
  return unseen === 0 && !more ? '' : `${countText(unseen)}${more ? '+' : ''} new ${plural(unseen, 'line')}`;
}

/** `3/936`: which of the matching lines was found, and how many there are; empty if unknown. */
export function matchNumber(search: LogViewer['search'], size: number): string {
  if (search === null || search.phase !== 'found' || search.matches === null) return '';
  const { index, total } = search.matches;
  // Lines written since they were counted may also match.
  return `${countText(index)}/${countText(total)}${size > search.matches.size ? '+' : ''}`;
}

function same(text: string): readonly [string, string, string] {
  return [text, text, text];
}

/** `database`, or the path of the file, which is shortened first. */
function originOf({ piece }: LogViewer, bullet: string, context: ViewContext): readonly Part[] {
  if (piece === null) return [];
  const { origin } = piece;
  const before = { before: ` ${bullet} `, optional: true };
  return origin.kind === 'database'
    ? [{ ...part('database'), ...before, fit: 'end' }]
    : [{ ...part(shownPath(origin.path, context)), ...before, fit: 'path' }];
}

function part(text: string): Part {
  return { text, style: 'heading' };
}

/** The whole line in one style, so that it stands out from a text that may look like anything. */
function bar(line: Line, width: number): Line {
  return fitLine(
    line.map((span) => ({ ...span, style: 'heading' })),
    width,
  );
}
