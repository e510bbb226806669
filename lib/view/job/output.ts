import type { Job } from '../../model/job.js';
import { nameOfOutput } from '../../model/output.js';
import { bytesText, countOf, countText } from '../format/numbers.js';
import type { Part } from '../text/line.js';
import { optional, pathOf, type RowContext, type Segment, words } from './segments.js';

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

/** The same if the source is shown elsewhere: `→ ~/output/fix_orders/ (847 MB)`; empty without a path. */
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
