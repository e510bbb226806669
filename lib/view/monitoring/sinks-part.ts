import type { SinkStats } from '../../model/monitoring.js';
import { type Appearance, glyphsOf, shownPath, shownText } from '../appearance.js';
import { bytesText } from '../format/bytes.js';
import { countText } from '../format/count.js';
import { shortCount } from '../format/short-count.js';
import type { StyleName, TableCell, TableProps } from '../frame.js';
import { clip, fitPath, pad } from '../width.js';

const header = ['Sink', 'Size', 'Rows', 'Errors', 'p50', 'p99'] as const;
/** Widths of the columns behind the first one: fixed, so that figures don't jump about. */
const figures: readonly number[] = [8, 13, 7, 7, 7];
/** The first column has at least so many cells; else the latencies give way, then the errors. */
const leastName = 16;

type Row = readonly { readonly text: string; readonly style: StyleName }[];

/** How many lines all sinks take, their outputs included. */
export function sinkRows(sinks: readonly SinkStats[]): number {
  return sinks.reduce((sum, { outputs }) => sum + 1 + outputs.length, 0);
}

/** The sinks from a line on, as a table of this width: each with its totals, and its outputs below it. */
export function sinkTable(
  sinks: readonly SinkStats[],
  from: number,
  count: number,
  width: number,
  appearance: Appearance,
): TableProps {
  const { ellipsis } = glyphsOf(appearance);
  let behind = figures;
  while (behind.length > 2 && nameWidth(width, behind) < leastName) behind = behind.slice(0, -1);
  const widths = [Math.max(8, nameWidth(width, behind)), ...behind];
  const fit = (text: string, column: number) =>
    pad(text, widths[column] ?? 0, column === 0 ? 'left' : 'right', ellipsis);
  const rows = sinks.flatMap((sink) => rowsOf(sink, widths[0] ?? 0, appearance)).slice(from, from + count);
  return {
    header: header.slice(0, widths.length).map(fit),
    rows: rows.map((row) =>
      widths.map((_, column): TableCell => {
        const cell = row[column] ?? { text: '', style: 'plain' };
        return { text: fit(cell.text, column), style: cell.style };
      }),
    ),
    widths,
  };
}

function nameWidth(width: number, behind: readonly number[]): number {
  return width - behind.reduce((sum, each) => sum + each + 1, 0);
}

function rowsOf(sink: SinkStats, width: number, appearance: Appearance): readonly Row[] {
  const { branch, ellipsis, statuses } = glyphsOf(appearance);
  const failed = sink.errorCount > 0n;
  return [
    [
      { text: fitPath(shownPath(sink.uri, appearance) || '(unnamed)', width, ellipsis), style: 'strong' },
      { text: bytesText(sink.totalBytes), style: 'strong' },
      { text: bigCount(sink.totalRows), style: 'strong' },
      // Told apart without colour too.
      {
        text: failed ? errorText(sink.errorCount, statuses.failed) : '0',
        style: failed ? 'failed' : 'plain',
      },
      { text: latency(sink.latencies.p50), style: 'plain' },
      { text: latency(sink.latencies.p99), style: 'plain' },
    ],
    ...sink.outputs.map(
      (output): Row => [
        {
          text: clip(`  ${branch} ${shownText(output.name, appearance) || '(unnamed)'}`, width, ellipsis),
          style: 'plain',
        },
        { text: bytesText(output.bytes), style: 'plain' },
        { text: bigCount(output.rows), style: 'plain' },
        output.errors > 0n
          ? { text: errorText(output.errors, statuses.failed), style: 'failed' }
          : { text: '', style: 'plain' },
      ],
    ),
  ];
}

/** `12ms (p50)  45ms (p99)`: of all sinks together. */
export function latency(ms: number | null): string {
  if (ms === null) return '-';
  return ms < 10_000 ? `${countText(ms)}ms` : `${countText(ms / 1000)}s`;
}

/** Many errors are told in short rather than cut off. */
function errorText(errors: bigint, sign: string): string {
  const whole = bigCount(errors);
  return `${sign} ${whole.length <= 5 ? whole : shortCount(Number(errors))}`;
}

function bigCount(count: bigint): string {
  return count <= BigInt(Number.MAX_SAFE_INTEGER) ? countText(Number(count)) : Number(count).toExponential(1);
}
