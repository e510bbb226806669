import { type Job, type JobType, typeOfItsOwn } from '../../model/job.js';
import { nameOfOutput } from '../../model/output.js';
import type { ProgressLog } from '../../model/progress.js';
import type { JobSort } from '../../model/sort.js';
import { type Appearance, shownPath, shownText } from '../appearance.js';
import type { ViewContext } from '../context.js';
import { bytesText, countOf, countText, plural } from '../format/numbers.js';
import type { StyleName } from '../frame.js';
import type { Part } from '../text/line.js';
import { asciiOnly, sanitize } from '../text/sanitize.js';

/** What a job's rows depend on besides the job itself. */
export interface RowContext extends ViewContext {
  readonly progress: ProgressLog;
  /** The order of the list, if the row is in one. */
  readonly sort?: JobSort;
  /** The columns of the compact list that the operator chose; absent: the usual ones. */
  readonly columns?: readonly string[];
  /** Those of them that have only numbers in the loaded jobs' arguments. */
  readonly numeric?: ReadonlySet<string>;
  /** What the operator searches for: matches are highlighted. */
  readonly sought?: string;
}

/** Parts that belong together, between two bullets. */
export type Segment = readonly Part[];

/** Segments joined by bullets; empty ones are left out. */
export function bulleted(segments: readonly Segment[], { glyphs }: Pick<RowContext, 'glyphs'>): Part[] {
  const bullet = ` ${glyphs.bullet} `;
  return segments
    .filter((segment) => segment.length > 0)
    .flatMap((segment, index) =>
      segment.map((part, position) => (index > 0 && position === 0 ? { ...part, before: bullet } : part)),
    );
}

/** Words of our own. */
export function words(text: string, style: StyleName = 'plain'): Segment {
  return [{ text, style }];
}

/** Untrusted text, cut at its end if necessary; empty if nothing of it can be shown. */
export function quoted(text: string | null, style: StyleName, context: Appearance): Segment {
  const shown = shownText(text, context);
  return shown === '' ? [] : [{ text: shown, style, fit: 'end' }];
}

/** An untrusted path, shortened in its middle if necessary; empty if nothing of it can be shown. */
export function pathOf(path: string | null, context: Appearance): Segment {
  const shown = shownPath(path, context);
  return shown === '' ? [] : [{ text: shown, style: 'path', fit: 'path' }];
}

/** The segment with all its parts made optional, to be left out if room is short. */
export function optional(segment: Segment): Segment {
  return segment.map((part) => ({ ...part, optional: true }));
}

/** The first segment that isn't empty. */
export function firstOf(...segments: readonly Segment[]): Segment {
  return segments.find((segment) => segment.length > 0) ?? [];
}

/** What a type of job counts, in the singular. */
const nouns: Readonly<Record<JobType, string>> = {
  scan: 'file',
  parse: 'file',
  export: 'record',
  backtest: 'file',
  other: 'item',
};

/** In characters. */
const longestNoun = 100;

/** Another program's jobs count steps, or jobs of a batch: of which kind, only their queue knows. */
function nounOf(job: Job): string {
  if (typeOfItsOwn(job) === null) return nouns[job.type];
  // In ASCII, as it is beside an English plural.
  return asciiOnly(sanitize(job.itemsNoun ?? '', longestNoun)) || nouns.other;
}

/** A number of what the job counts: `1,235 files`, `45,782 records`. */
function itemsText(job: Job, count: number): string {
  return countOf(count, nounOf(job));
}

/** How far a job has come: `892/1,247 files`, `892 files`, or empty if nothing was counted. */
export function itemsSoFar(job: Job): Segment {
  const done = job.itemsProcessed ?? 0;
  const total = job.itemsTotal ?? 0;
  if (total > 0) return words(`${countText(done)}/${countText(total)} ${plural(total, nounOf(job))}`);
  return done > 0 ? words(itemsText(job, done)) : [];
}

/**
 * What a finished job did: `1,235 files`, including failed ones if there are any. Empty if all counts are zero,
 * because columns that no worker ever wrote are zero too.
 */
export function itemsDone(job: Job): Segment {
  const counted = (job.itemsProcessed ?? 0) > 0 || (job.itemsTotal ?? 0) > 0;
  if (!counted) return [];
  const count = job.itemsProcessed ?? job.itemsTotal ?? 0;
  const failed = job.itemsFailed ?? 0;
  if (count <= 0 && failed > 0) return itemsFailed(job);
  const done = words(itemsText(job, count));
  return failed > 0 ? [...done, { text: ` (${countText(failed)} failed)`, style: 'warning' }] : done;
}

/** `12 files failed`, or empty if there are none. */
export function itemsFailed(job: Job): Segment {
  const failed = job.itemsFailed ?? 0;
  return failed > 0 ? words(`${itemsText(job, failed)} failed`) : [];
}

/** Adds a job's output to its source: `… → ~/output/fix_orders/ +2 more (847 MB)`. */
export function withOutput(from: Segment, job: Job, context: RowContext): Segment {
  const { arrow } = context.glyphs;
  const path = firstOutput(job, context);
  const output =
    from.length > 0
      ? path.map((part) => ({ ...part, before: ` ${arrow} ` }))
      : path.flatMap((part): Part[] => [{ text: `${arrow} `, style: 'dim' }, part]);
  return [...from, ...output, ...othersOf(job), ...sizeOf(job, from.length + output.length > 0)];
}

/** A job's output where its source is shown elsewhere: `→ ~/output/fix_orders/ (847 MB)`; empty without a path. */
export function outputOf(job: Job, context: RowContext): Segment {
  return firstOutput(job, context).length > 0 ? withOutput([], job, context) : [];
}

/** How many rows a job's outputs have; shown if there is room. */
export function rowsOf({ outputs }: Job): Segment {
  return outputs.rows === null ? [] : optional(words(countOf(outputs.rows, 'row')));
}

/** `7 rows quarantined`: rows that were set aside while the rest were written. */
export function quarantineOf({ quarantinedRows }: Job): Segment {
  return (quarantinedRows ?? 0) > 0
    ? words(`${countOf(quarantinedRows ?? 0, 'row')} quarantined`, 'warning')
    : [];
}

/** The first output, with its table if that distinguishes it from others in the same file. */
function firstOutput({ outputPath, outputs }: Job, context: RowContext): Segment {
  const first = outputs.list[0];
  return pathOf(first === undefined ? outputPath : nameOfOutput(first), context);
}

function othersOf({ outputs }: Job): readonly Part[] {
  return outputs.count > 1 ? [{ text: ` +${countText(outputs.count - 1)} more`, style: 'plain' }] : [];
}

/** The size of a job's output in brackets; empty while a worker may still be writing it. */
function sizeOf(job: Job, follows: boolean): readonly Part[] {
  if (job.outputSizeBytes === null || job.status === 'running' || job.status === 'queued') return [];
  return [{ text: `${follows ? ' ' : ''}(${bytesText(job.outputSizeBytes)})`, style: 'plain' }];
}
