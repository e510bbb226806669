import type { Between, Latencies, SinkStats } from '../../model/monitoring/monitoring.js';
import type { SinkOrder, SinkRates } from '../../model/monitoring/rates.js';
import { shownPath, shownText } from '../appearance.js';
import type { ViewContext } from '../context.js';
import { bytesText, countText, shortCount } from '../format/numbers.js';
import type { StyleName, TableCell, TableProps } from '../frame.js';
import { cells, clip, fitPath, pad } from '../text/width.js';

/** The columns after the name, with fixed widths, so that figures don't move around. */
const figures = { Size: 8, Rows: 13, Errors: 7, p50: 7, p99: 7, Rate: 8 } as const;
type Figure = keyof typeof figures;
/** The name has at least this many cells; to make room, first the latencies are left out, then the errors. */
const leastName = 16;
/** The rate is only shown next to a name with more cells than this, unless the sinks are sorted by it. */
const leastBesideRate = 30;

type Cell = { readonly text: string; readonly style: StyleName };
interface Row {
  readonly name: Cell;
  readonly figures: Readonly<Partial<Record<Figure, Cell>>>;
  /** For an output: the row of its sink. */
  readonly parent: Row | null;
}

/** What the table is made from. */
interface SinkList {
  /** In the order of the rows. */
  readonly sinks: readonly SinkStats[];
  readonly rates: SinkRates;
  readonly sortedBy: SinkOrder;
}

/** How many lines all sinks take, including their outputs. */
export function sinkRows(sinks: readonly SinkStats[]): number {
  return sinks.reduce((sum, { outputs }) => sum + 1 + outputs.length, 0);
}

/**
 * The sinks from a given line on, as a table of this width: each with its totals, and its outputs below it. If the
 * first line is an output, its sink is shown instead.
 */
export function sinkTable(
  { sinks, rates, sortedBy }: SinkList,
  from: number,
  count: number,
  width: number,
  context: ViewContext,
): TableProps {
  const { ellipsis } = context.glyphs;
  const shown = shownFigures(width, sortedBy);
  const nameCells = Math.max(8, nameWidth(width, shown));
  const rows = sinks.flatMap((sink) => rowsOf(sink, rates, nameCells, context)).slice(from, from + count);
  const [first, ...others] = rows;
  const inSight = first === undefined ? [] : [first.parent ?? first, ...others];
  const blank: Cell = { text: '', style: 'plain' };
  return {
    header: [pad('Sink', nameCells), ...shown.map((figure) => pad(figure, figures[figure], 'right'))],
    rows: inSight.map((row): TableCell[] => [
      { ...row.name, text: pad(row.name.text, nameCells, 'left', ellipsis) },
      ...shown.map((figure): TableCell => {
        const { text, style } = row.figures[figure] ?? blank;
        return { text: pad(text, figures[figure], 'right', ellipsis), style };
      }),
    ]),
    widths: [nameCells, ...shown.map((figure) => figures[figure])],
  };
}

/** The columns that fit; the one that the sinks are sorted by is always among them. */
function shownFigures(width: number, sortedBy: SinkOrder): readonly Figure[] {
  let shown: readonly Figure[] =
    sortedBy === 'rate'
      ? ['Size', 'Rows', 'Rate', 'Errors', 'p50', 'p99']
      : ['Size', 'Rows', 'Errors', 'p50', 'p99', 'Rate'];
  const least = () => (shown.at(-1) === 'Rate' && sortedBy !== 'rate' ? leastBesideRate : leastName);
  while (shown.length > 3 && nameWidth(width, shown) < least()) shown = shown.slice(0, -1);
  return shown;
}

function nameWidth(width: number, shown: readonly Figure[]): number {
  return width - shown.reduce((sum, figure) => sum + figures[figure] + 1, 0);
}

function rowsOf(sink: SinkStats, rates: SinkRates, width: number, context: ViewContext): readonly Row[] {
  const { branch, ellipsis, statuses } = context.glyphs;
  const failed = sink.errorCount > 0n;
  const whole: Row = {
    name: { text: fitPath(shownPath(sink.uri, context) || '(unnamed)', width, ellipsis), style: 'strong' },
    figures: {
      Size: { text: sizeText(sink.totalBytes, sink.totalRows), style: 'strong' },
      Rows: { text: bigCount(sink.totalRows), style: 'strong' },
      // The sign distinguishes it without colours.
      Errors: {
        text: failed ? errorText(sink.errorCount, statuses.failed) : '0',
        style: failed ? 'failed' : 'dim',
      },
      p50: { text: latencyText(sink.latencies, 'p50', context), style: 'plain' },
      p99: { text: latencyText(sink.latencies, 'p99', context), style: 'plain' },
      Rate: { text: rateText(rates.sink(sink.uri)), style: 'strong' },
    },
    parent: null,
  };
  const outputs = sink.outputs.map(
    (output): Row => ({
      name: {
        text: clip(`  ${branch} ${shownText(output.name, context) || '(unnamed)'}`, width, ellipsis),
        style: 'plain',
      },
      figures: {
        Size: { text: sizeText(output.bytes, output.rows), style: 'plain' },
        Rows: { text: bigCount(output.rows), style: 'plain' },
        ...(output.errors > 0n
          ? { Errors: { text: errorText(output.errors, statuses.failed), style: 'failed' } as const }
          : {}),
        Rate: { text: rateText(rates.output(sink.uri, output.name)), style: 'plain' },
      },
      parent: whole,
    }),
  );
  return [whole, ...outputs];
}

/** Zero bytes for some rows mean that their size wasn't recorded. */
function sizeText(bytes: bigint, rows: bigint): string {
  return bytes === 0n && rows > 0n ? '-' : bytesText(bytes);
}

/** `1.2k/s`: rows per second. */
function rateText(rate: number | null): string {
  return rate === null ? '-' : `${shortCount(rate)}/s`;
}

/**
 * `12ms (p50)  45ms (p99)`: of all sinks together; of several databases `12–19ms (p50)` where that isn't known exactly.
 */
export function latencyWords({ p50, p99, between }: Latencies, context: ViewContext): string {
  return `${latencyOf(p50, between?.p50, context)} (p50)  ${latencyOf(p99, between?.p99, context)} (p99)`;
}

/** A latency in a column of the table; `-` where one between two values doesn't fit. */
function latencyText(latencies: Latencies, name: 'p50' | 'p99', context: ViewContext): string {
  const text = latencyOf(latencies[name], latencies.between?.[name], context);
  return cells(text) <= figures[name] ? text : '-';
}

function latencyOf(ms: number | null, between: Between | undefined, { glyphs }: ViewContext): string {
  if (ms !== null || between === undefined) return latency(ms);
  const [least, most] = between;
  const isOfOneUnit = latency(least).replace(/\d|,/g, '') === latency(most).replace(/\d|,/g, '');
  const first = isOfOneUnit ? latency(least).replace(/[a-z]+$/, '') : latency(least);
  return `${first}${glyphs.dash}${latency(most)}`;
}

function latency(ms: number | null): string {
  if (ms === null) return '-';
  return ms < 10_000 ? `${countText(ms)}ms` : `${countText(ms / 1000)}s`;
}

/** A large number of errors is abbreviated rather than cut. */
function errorText(errors: bigint, sign: string): string {
  const whole = bigCount(errors);
  return `${sign} ${whole.length <= 5 ? whole : shortCount(Number(errors))}`;
}

function bigCount(count: bigint): string {
  return count <= BigInt(Number.MAX_SAFE_INTEGER) ? countText(Number(count)) : Number(count).toExponential(1);
}
