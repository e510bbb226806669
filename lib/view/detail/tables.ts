import { type JobStatus, unfinished } from '../../model/job.js';
import type { JobDetail, QuarantinedRow } from '../../model/job-detail.js';
import { type JobOutput, nameOfOutput } from '../../model/output.js';
import { shownText } from '../appearance.js';
import { countOf, countText } from '../format/numbers.js';
import type { Line } from '../frame.js';
import { blankLine, fitLine, heading, type Part, rowLine } from '../text/line.js';
import { cells, pad } from '../text/width.js';
import { pathOf, quoted, type RowContext, type Segment, words } from '../words/segments.js';

/** The roles of what a job writes besides its outputs. */
const otherRoles: ReadonlySet<string> = new Set(['quarantine', 'log', 'other']);
/** The first column's width at most, in cells. */
const roleWidth = 12;

/**
 * Everything that a job is recorded to have written, a line each: role, name, place, rows, and whether it exists
 * on this host; below that the URI, if it says more than the path. No lines if nothing is recorded.
 */
export function artifactLines(detail: JobDetail | null, width: number, context: RowContext): readonly Line[] {
  const { list, count } = detail?.artifacts ?? { list: [], count: 0 };
  if (detail === null || count === 0) return [];
  const { ellipsis } = context.glyphs;
  const names = list.map(({ name }) => cells(shownText(name, context)));
  const nameWidth = Math.min(24, Math.max(0, ...names));
  const counted = list.map(({ rows }) => (rows === null ? '' : countOf(rows, 'row')));
  const countedWidth = Math.max(0, ...counted.map(cells));
  const found = detail.artifactsExist.some((exists) => exists !== null);
  const lines = list.flatMap((each, index) => {
    const right: Part[] = [
      { text: pad(counted[index] ?? '', countedWidth, 'right'), style: 'plain' },
      ...(found ? [whereOf(detail.artifactsExist[index] ?? null, detail.job.status)] : []),
    ];
    const left = [...columnsOf(each, nameWidth, context), ...pathOf(nameOfOutput(each), context)];
    const uri = uriOf(each, context);
    const indent: Part = { text: ' '.repeat(roleWidth), style: 'plain' };
    const below = uri.length === 0 ? [] : [rowLine({ left: [indent, ...uri], right: [] }, width, ellipsis)];
    return [rowLine({ left, right: right.filter(({ text }) => text !== '') }, width, ellipsis), ...below];
  });
  const rest = count - list.length;
  const more = rest > 0 ? [fitLine([{ text: `${countText(rest)} more`, style: 'dim' }], width)] : [];
  const noun = list.some(({ role }) => otherRoles.has(role.toLowerCase())) ? 'artifact' : 'output';
  return [blankLine(width), heading(countOf(count, noun), width), ...lines, ...more];
}

function columnsOf({ role, name }: JobOutput, nameWidth: number, context: RowContext): Part[] {
  const { ellipsis } = context.glyphs;
  const column = (text: string | null, wide: number) =>
    `${pad(shownText(text, context), wide, 'left', ellipsis)} `;
  return [
    { text: column(role, roleWidth - 1), style: 'dim' },
    ...(nameWidth === 0 ? [] : [{ text: column(name, nameWidth), style: 'plain' } as const]),
  ];
}

const missing = 'not on this host';

/** Whether an output exists here: one that a job is still to write needn't; empty if it isn't known. */
export function presenceOf(exists: boolean | null, status: JobStatus): Segment {
  if (exists === null) return [];
  if (exists) return words('on this host', 'dim');
  return unfinished.includes(status) ? words('not there yet', 'dim') : words(missing, 'warning');
}

/** Whether an output exists here, as a column. */
function whereOf(exists: boolean | null, status: JobStatus): Part {
  const [{ text, style } = { text: '', style: 'dim' } as const] = presenceOf(exists, status);
  return { text: `  ${pad(text, missing.length)}`, style };
}

/** The URI, unless it is just a scheme followed by the path. */
function uriOf({ uri, path, table }: JobOutput, context: RowContext): readonly Part[] {
  const rest = uri.replace(/^[a-z][a-z0-9+.-]+:(\/\/)?/i, '');
  const isShown = path === null || [uri, rest].some((text) => text === path || text === `${path}#${table}`);
  return isShown ? [] : quoted(uri, 'dim', context);
}

const indent = 14;

/**
 * The rows that a job has set aside: each row's number, what was wrong with it, and below that the beginning of
 * its content. No lines if there are none.
 */
export function quarantineLines(
  detail: JobDetail | null,
  width: number,
  context: RowContext,
): readonly Line[] {
  const counted = Math.max(detail?.job.quarantinedRows ?? 0, detail?.quarantine.count ?? 0);
  if (detail === null || counted === 0) return [];
  const { rows, count } = detail.quarantine;
  const rest = count - rows.length;
  return [
    blankLine(width),
    heading(`${countOf(counted, 'row')} quarantined`, width),
    ...rows.flatMap((row) => rowLines(row, width, context)),
    ...(rest > 0 ? [fitLine([{ text: `${countText(rest)} more`, style: 'dim' }], width)] : []),
  ];
}

function rowLines({ row, reason, data }: QuarantinedRow, width: number, context: RowContext): Line[] {
  const { ellipsis } = context.glyphs;
  const label: Part = { text: pad(row === null ? '' : `row ${countText(row)}`, indent), style: 'dim' };
  const why = quoted(reason, 'warning', context);
  const held = quoted(data, 'plain', context);
  const below: Part = { text: ' '.repeat(indent), style: 'plain' };
  return [
    rowLine({ left: [label, ...why], right: [] }, width, ellipsis),
    ...(held.length === 0 ? [] : [rowLine({ left: [below, ...held], right: [] }, width, ellipsis)]),
  ];
}
