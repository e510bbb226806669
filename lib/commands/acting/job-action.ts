import { cancellation, type JobChange, retrying, stopping } from '../../actions/changes.js';
import { isRetriable } from '../../machine/state/write-order.js';
import { everyJob, type JobFilter } from '../../model/filter.js';
import { hasOwnId, type Target, unfinished } from '../../model/job.js';

/** What can be done to jobs. */
export type JobAction = 'retry' | 'cancel' | 'stop';

/** One of these actions: what it does, to which jobs, and in which words. */
interface ActionWords {
  readonly change: JobChange;
  /** The default filter: which statuses or types are selected if the operator names none. */
  readonly usual: JobFilter;
  /** Whether it may be done to a job, by the same rule as the dashboard's keys. */
  readonly may: (target: Target) => boolean;
  /** As in `Retry 3 jobs?`, and as in `cannot be retried`. */
  readonly verb: string;
  readonly done: string;
}

/** All of them. */
export const jobActions: Readonly<Record<JobAction, ActionWords>> = {
  retry: {
    change: retrying,
    usual: { ...everyJob, statuses: ['failed'] },
    may: isRetriable,
    verb: 'retry',
    done: 'retried',
  },
  cancel: {
    change: cancellation,
    usual: { ...everyJob, statuses: ['queued', 'running'] },
    may: ({ status }) => unfinished.includes(status),
    verb: 'cancel',
    done: 'cancelled',
  },
  stop: {
    change: stopping,
    usual: { ...everyJob, statuses: ['running'], types: ['backtest'] },
    may: ({ status, type }) => status === 'running' && type === 'backtest',
    verb: 'stop',
    done: 'stopped',
  },
};

/** Whether an action may be done to a job, and can be: a row without an id of its own can't be written. */
export function isAllowed(action: JobAction, target: Target): boolean {
  return hasOwnId(target.id) && jobActions[action].may(target);
}
