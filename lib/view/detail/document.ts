import type { Job } from '../../model/job.js';
import type { JobDetail } from '../../model/job-detail.js';
import { countOf } from '../format/count.js';
import type { GaugeProps, Line, SparklineProps } from '../frame.js';
import { jobLines } from '../job/job-lines.js';
import type { RowContext } from '../job/row-context.js';
import { blankLine, fitLine, heading, rowLine } from '../text/line.js';
import { pad } from '../text/width.js';
import { artifactLines } from './artifacts.js';
import { attemptLines } from './attempts.js';
import { errorLines } from './error-text.js';
import type { Field } from './field.js';
import { fieldGroups } from './fields.js';
import { quarantineLines } from './quarantine.js';

/** An element of a page that isn't a line of text, with its position in lines and cells from the page's corner. */
export interface Placed<Props> {
  readonly line: number;
  readonly left: number;
  readonly width: number;
  readonly props: Props;
}

/** The whole text of the panel, as one long page. */
export interface DetailDocument {
  /** How many lines it has. */
  readonly length: number;
  /** A line by its number, exactly as wide as the page. Lines of the table are blank. */
  readonly line: (number: number) => Line;
  readonly gauges: readonly Placed<GaugeProps>[];
  readonly sparklines: readonly Placed<SparklineProps>[];
  /** The table of failures: its header's line, and how many rows follow; null if there are none. */
  readonly table: { readonly line: number; readonly rows: number } | null;
}

const labelWidth = 14;
const gaugeWidth = 24;
const sparklineWidth = 24;

/** The page about a job, for a width in cells. `detail` is null until it has been read. */
export function detailDocument(
  job: Job,
  detail: JobDetail | null,
  width: number,
  context: RowContext,
): DetailDocument {
  const { ellipsis } = context.glyphs;
  const lines: Line[] = [...jobLines(summarized(job, detail), width, context)];
  const gauges: Placed<GaugeProps>[] = [];
  const sparklines: Placed<SparklineProps>[] = [];
  for (const group of fieldGroups(job, detail, context)) {
    const fields = group.filter((each): each is Field => each !== null);
    if (fields.length > 0) lines.push(blankLine(width));
    for (const each of fields) {
      const { gauge, sparkline } = each;
      const line = lines.length;
      if (gauge !== undefined) gauges.push({ line, left: labelWidth, width: gaugeWidth, props: gauge });
      const tail = sparkline === undefined ? 0 : sparklineWidth + 2;
      if (sparkline !== undefined) {
        sparklines.push({ line, left: width - sparklineWidth, width: sparklineWidth, props: sparkline });
      }
      lines.push(fieldLine(each, width - tail, width, ellipsis));
    }
  }
  const count = detail?.failureCount ?? 0;
  let table: DetailDocument['table'] = null;
  if (count > 0) {
    lines.push(blankLine(width), heading(countOf(count, 'failure'), width));
    table = { line: lines.length, rows: count };
  }
  const below = [
    ...errorLines(summarized(job, detail), detail, width, context),
    ...attemptLines(detail, width, context),
    ...artifactLines(detail, width, context),
    ...quarantineLines(detail, width, context),
  ];
  // There may be any number of failures, so their lines exist only where the table draws them.
  const tableLines = table === null ? 0 : table.rows + 1;
  const blank = blankLine(width);
  return {
    length: lines.length + tableLines + below.length,
    line: (number) => lines[number] ?? below[number - lines.length - tableLines] ?? blank,
    gauges,
    sparklines,
    table,
  };
}

/** The page with more lines at its end, each as wide as the page. */
export function withLinesBelow(page: DetailDocument, below: readonly Line[]): DetailDocument {
  return {
    ...page,
    length: page.length + below.length,
    line: (number) => below[number - page.length] ?? page.line(number),
  };
}

/** The job with its first failures filled in, because its lines in the list mention them. */
function summarized(job: Job, detail: JobDetail | null): Job {
  const first = detail?.failuresFrom === 0 ? detail.failures[0] : undefined;
  return job.failures.length > 0 || first === undefined ? job : { ...job, failures: [first] };
}

function fieldLine(each: Field, room: number, width: number, ellipsis: string): Line {
  const label = { text: pad(each.label, labelWidth), style: 'dim' } as const;
  const gauge =
    each.gauge === undefined ? [] : [{ text: ' '.repeat(gaugeWidth + 2), style: 'plain' } as const];
  return fitLine(rowLine({ left: [label, ...gauge, ...each.parts], right: [] }, room, ellipsis), width);
}
