import { isDoubtful, type WriteOrder } from '../../machine/state/write-order.js';
import type { Job } from '../../model/job.js';
import type { JobAction, Tally } from '../../model/marks.js';
import type { Span } from '../frame.js';
import type { RowContext } from '../job/row-context.js';
import { troubleSentence, workerName } from '../job/worker.js';
import type { Part } from '../text/line.js';
import { wrap } from '../text/wrap.js';

/** What is known about the worker of a job that is to be retried; nothing for a job that failed. */
export function knownOfWorker(job: Job, context: RowContext): readonly Part[] {
  if (!isDoubtful(job)) return [];
  if (job.trouble !== null) return troubleSentence(job, context);
  const name = workerName(job, context);
  if (job.stillRuns !== null)
    return job.stillRuns
      ? [{ text: `${name} is still running`, style: 'failed', fit: 'end' }]
      : [{ text: `${name} has ended`, style: 'plain', fit: 'end' }];
  const named = job.workerHost !== null || job.workerPid !== null;
  return named
    ? [{ text: `${name} may still be running`, style: 'warning', fit: 'end' }]
    : [{ text: 'its row names no worker', style: 'dim', fit: 'end' }];
}

/** A queued job may still hold the lease of an earlier attempt. */
function isAtWorker({ status, waiting }: Job): boolean {
  return status === 'running' || waiting?.kind === 'dispatching';
}

/** A warning for the operator to read before they say yes, in lines of at most `width` cells. */
export function warningLines(order: WriteOrder, width: number): readonly (readonly Span[])[] {
  const text = warning(order);
  return text === null
    ? []
    : [...wrap(text, width).map((line): Span[] => [{ text: line, style: 'warning' }]), []];
}

function warning(order: WriteOrder): string | null {
  switch (order.action) {
    case 'retry': {
      if (
        !order.jobs.some(
          ({ job }) => isDoubtful(job) && job.trouble?.kind !== 'gone' && job.stillRuns !== false,
        )
      )
        return null;
      return order.jobs.length === 1
        ? 'If its worker is still running, the job will run twice.'
        : mayRunTwice;
    }
    case 'cancel':
      return order.jobs.some(({ job }) => job.leased && isAtWorker(job))
        ? 'The worker may go on, and its output may still appear.'
        : null;
    case 'stop':
    case 'retry-all':
    case 'all-marked':
      return null;
  }
}

const mayRunTwice = 'If a worker is still running, its job will run twice.';

/** The same for many jobs, of which only the statuses are known; null if there is nothing to warn about. */
export function warningOfMany({ counts }: Tally, change: JobAction): string | null {
  if (change === 'retry') return counts.silent + counts.cancelled > 0 ? mayRunTwice : null;
  const running = counts.running + counts.silent;
  return change === 'cancel' && running > 0 ? 'Workers may go on, and their output may still appear.' : null;
}
