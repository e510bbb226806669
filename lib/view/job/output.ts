import type { Job } from '../../model/job.js';
import { glyphsOf } from '../appearance.js';
import { bytesText } from '../format/bytes.js';
import type { Part } from '../line.js';
import { pathOf, type Segment } from './segments.js';
import type { Sight } from './sight.js';

/** Where a job's output is, after what it came from: `… → ~/output/fix_orders/ (847 MB)`. */
export function withOutput(from: Segment, job: Job, sight: Sight): Segment {
  const { arrow } = glyphsOf(sight.appearance);
  const path = pathOf(job.outputPath, sight);
  const output =
    from.length > 0
      ? path.map((part) => ({ ...part, before: ` ${arrow} ` }))
      : path.flatMap((part): Part[] => [{ text: `${arrow} `, style: 'dim' }, part]);
  return [...from, ...output, ...sizeOf(job, from.length + output.length > 0)];
}

/** The same where the source is shown elsewhere: `→ ~/output/fix_orders/ (847 MB)`; nothing without a path. */
export function outputOf(job: Job, sight: Sight): Segment {
  return pathOf(job.outputPath, sight).length > 0 ? withOutput([], job, sight) : [];
}

/** The size of a job's output in brackets, while a worker may still be writing it nothing. */
function sizeOf(job: Job, follows: boolean): readonly Part[] {
  if (job.outputSizeBytes === null || job.status === 'running' || job.status === 'queued') return [];
  return [{ text: `${follows ? ' ' : ''}(${bytesText(job.outputSizeBytes)})`, style: 'plain' }];
}
