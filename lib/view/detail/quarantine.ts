import type { JobDetail, QuarantinedRow } from '../../model/job-detail.js';
import { countOf, countText } from '../format/count.js';
import type { Line } from '../frame.js';
import type { RowContext } from '../job/row-context.js';
import { quoted } from '../job/segments.js';
import { blankLine, fitLine, heading, type Part, rowLine } from '../text/line.js';
import { pad } from '../text/width.js';

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
  const said = quoted(reason, 'warning', context);
  const held = quoted(data, 'plain', context);
  const below: Part = { text: ' '.repeat(indent), style: 'plain' };
  return [
    rowLine({ left: [label, ...said], right: [] }, width, ellipsis),
    ...(held.length === 0 ? [] : [rowLine({ left: [below, ...held], right: [] }, width, ellipsis)]),
  ];
}
