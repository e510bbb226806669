import type { Job, JobFailure } from '../../model/job.js';
import type { JobDetail } from '../../model/job-detail.js';
import { glyphsOf, shownPath } from '../appearance.js';
import { countOf, countText } from '../format/count.js';
import type { GaugeProps, Line, SparklineProps, TableCell, TableProps } from '../frame.js';
import { errorText } from '../job/error-words.js';
import { jobLines } from '../job/job-lines.js';
import type { Sight } from '../job/sight.js';
import { blankLine, fitLine, heading, rowLine } from '../line.js';
import { fitPath, pad } from '../width.js';
import { artifactLines } from './artifacts.js';
import { errorLines } from './error-text.js';
import type { Field } from './field.js';
import { fieldGroups } from './fields.js';
import { quarantineLines } from './quarantine.js';

/** Something in a document that isn't a line of text: where it stands, in lines and cells from the document's corner. */
export interface Placed<Props> {
  readonly line: number;
  readonly left: number;
  readonly width: number;
  readonly props: Props;
}

/** All that the panel has to say, as one long page. */
export interface DetailDocument {
  /** How many lines it has. */
  readonly length: number;
  /** A line by its number, of exactly the document's width. Those of the table are blank. */
  readonly line: (number: number) => Line;
  readonly gauges: readonly Placed<GaugeProps>[];
  readonly sparklines: readonly Placed<SparklineProps>[];
  /** The table of failures: its header's line, and how many rows follow; null where there are none. */
  readonly table: { readonly line: number; readonly rows: number } | null;
}

const labelWidth = 14;
const gaugeWidth = 24;
const sparklineWidth = 24;

/** The document of a job for a width in cells. `detail` is null until it is read. */
export function detailDocument(
  job: Job,
  detail: JobDetail | null,
  width: number,
  sight: Sight,
): DetailDocument {
  const { ellipsis } = glyphsOf(sight.appearance);
  const lines: Line[] = [...jobLines(summarized(job, detail), width, sight)];
  const gauges: Placed<GaugeProps>[] = [];
  const sparklines: Placed<SparklineProps>[] = [];
  for (const group of fieldGroups(job, detail, sight)) {
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
    ...errorLines(summarized(job, detail), detail, width, sight),
    ...artifactLines(detail, width, sight),
    ...quarantineLines(detail, width, sight),
  ];
  // There may be any number of failures: their lines exist only where the table draws them.
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

/** The job with the first of its failures, which its lines in the list name. */
function summarized(job: Job, detail: JobDetail | null): Job {
  const first = detail?.failuresFrom === 0 ? detail.failures[0] : undefined;
  return job.failures.length > 0 || first === undefined ? job : { ...job, failures: [first] };
}

/** What the table shows of its rows `from` to before `end`, failures that aren't at hand as dots. */
export function failureTable(
  detail: JobDetail,
  from: number,
  end: number,
  width: number,
  sight: Sight,
): TableProps {
  const number = Math.max(3, countText(detail.failureCount).length);
  const line = 7;
  const rest = width - number - line - 3;
  const file = Math.max(8, Math.floor(rest * 0.4));
  const widths = [number, file, line, Math.max(8, rest - file)];
  const { ellipsis } = glyphsOf(sight.appearance);
  const cells = (texts: readonly string[]): string[] =>
    texts.map((text, column) =>
      pad(text, widths[column] ?? 0, column === 0 || column === 2 ? 'right' : 'left', ellipsis),
    );
  const rows = Array.from({ length: Math.max(0, end - from) }, (_, offset): readonly TableCell[] => {
    const index = from + offset;
    const failure = detail.failures[index - detail.failuresFrom];
    const [position = '', path = '', row = '', error = ''] = cells(
      failure === undefined
        ? [countText(index + 1), ellipsis, '', '']
        : [
            countText(index + 1),
            fitPath(shownPath(failure.filePath, sight.appearance), file, ellipsis),
            lineOf(failure),
            errorText(failure.error, failure.stackTrace ?? null, sight),
          ],
    );
    return [
      { text: position, style: 'dim' },
      { text: path, style: 'path' },
      { text: row, style: 'plain' },
      { text: error, style: 'error' },
    ];
  });
  return { header: cells(['#', 'File', 'Line', 'Error']), rows, widths };
}

function lineOf({ line }: JobFailure): string {
  return line === null ? '' : countText(line);
}

function fieldLine(each: Field, room: number, width: number, ellipsis: string): Line {
  const label = { text: pad(each.label, labelWidth), style: 'dim' } as const;
  const gauge =
    each.gauge === undefined ? [] : [{ text: ' '.repeat(gaugeWidth + 2), style: 'plain' } as const];
  return fitLine(rowLine({ left: [label, ...gauge, ...each.parts], right: [] }, room, ellipsis), width);
}
