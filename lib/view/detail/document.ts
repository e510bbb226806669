import type { Job } from '../../model/job.js';
import type { JobDetail } from '../../model/job-detail.js';
import { countOf } from '../format/numbers.js';
import type { GaugeProps, Line, SparklineProps } from '../frame.js';
import { jobLines } from '../job/job-lines.js';
import { blankLine, fitLine, heading, rowLine } from '../text/line.js';
import { pad } from '../text/width.js';
import type { RowContext } from '../words/segments.js';
import { errorLines } from './error-text.js';
import type { Field, FieldGroup } from './field.js';
import { fieldGroups } from './fields.js';
import { artifactLines, quarantineLines } from './tables.js';
import { timelineLines } from './timeline.js';

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
/** An error of more lines than this, with its heading, comes after the failures. */
const mostAboveTable = 8;

/**
 * The page about a job, for a width in cells. What went wrong with a failed job comes right after its status: its error,
 * unless that is long, then the table of its failures. `detail` is null until it has been read.
 */
export function detailDocument(
  job: Job,
  detail: JobDetail | null,
  width: number,
  context: RowContext,
): DetailDocument {
  const brief = summarized(job, detail);
  const page = new Page(width, context);
  page.add(jobLines(brief, width, context));
  const [first = [], run = [], ...others] = fieldGroups(job, detail, context);
  page.addFields(first);
  const failures = failuresListed(detail);
  const { error, recorded } = errorLines(brief, detail, width, context);
  const isErrorFirst = error.length <= mostAboveTable;
  const wrong = () => {
    if (isErrorFirst) page.add(error);
    page.addTable(failures);
    if (!isErrorFirst) page.add(error);
  };
  if (job.status === 'failed') wrong();
  page.addFields(run);
  page.add(timelineLines(job, detail, width, context));
  for (const group of others) page.addFields(group);
  if (job.status !== 'failed') wrong();
  page.add(recorded);
  page.add(artifactLines(detail, width, context));
  page.add(quarantineLines(detail, width, context));
  return page.document();
}

/** How many failures the table has: a single one is shown whole, with its error. */
function failuresListed(detail: JobDetail | null): number {
  if (detail === null) return 0;
  return detail.failureCount === 1 && detail.failures.length === 1 ? 0 : detail.failureCount;
}

/** Puts a page together from the top down. */
class Page {
  readonly #width: number;
  readonly #context: RowContext;
  readonly #above: Line[] = [];
  readonly #below: Line[] = [];
  readonly #gauges: Placed<GaugeProps>[] = [];
  readonly #sparklines: Placed<SparklineProps>[] = [];
  #table: DetailDocument['table'] = null;

  constructor(width: number, context: RowContext) {
    this.#width = width;
    this.#context = context;
  }

  add(lines: readonly Line[]): void {
    const to = this.#table === null ? this.#above : this.#below;
    for (const line of lines) to.push(line);
  }

  /** Fields below a blank line; nothing if all are empty. */
  addFields(group: FieldGroup): void {
    const fields = group.filter((each) => each !== null);
    if (fields.length > 0) this.add([blankLine(this.#width)]);
    for (const each of fields) {
      const { gauge, sparkline } = each;
      const line = this.#length;
      if (gauge !== undefined) {
        this.#gauges.push({ line, left: labelWidth, width: gaugeWidth, props: gauge });
      }
      if (sparkline !== undefined) {
        const left = this.#width - sparklineWidth;
        this.#sparklines.push({ line, left, width: sparklineWidth, props: sparkline });
      }
      const room = this.#width - (sparkline === undefined ? 0 : sparklineWidth + 2);
      this.add([fieldLine(each, room, this.#width, this.#context.glyphs.ellipsis)]);
    }
  }

  /** Leaves room for a table of that many rows, below a heading; nothing if there are none. */
  addTable(rows: number): void {
    if (rows === 0) return;
    this.add([blankLine(this.#width), heading(countOf(rows, 'failure'), this.#width)]);
    this.#table = { line: this.#above.length, rows };
  }

  // There may be any number of failures, so their lines exist only where the table draws them.
  get #tableLines(): number {
    return this.#table === null ? 0 : this.#table.rows + 1;
  }

  get #length(): number {
    return this.#above.length + this.#tableLines + this.#below.length;
  }

  document(): DetailDocument {
    const [above, below] = [this.#above, this.#below];
    const tableEnd = above.length + this.#tableLines;
    const blank = blankLine(this.#width);
    return {
      length: this.#length,
      line: (number) => above[number] ?? below[number - tableEnd] ?? blank,
      gauges: this.#gauges,
      sparklines: this.#sparklines,
      table: this.#table,
    };
  }
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
