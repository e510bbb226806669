import { jobStatuses, jobTypes } from '../model/job.js';
import { workerWanted } from '../model/worker.js';
import { bothForms } from './id-lists.js';
import { namePattern } from './name-pattern.js';

/** Which jobs are wanted, in the terms of the model's `JobFilter`: null lets everything through. */
export interface WantedJobs {
  readonly statuses: readonly string[] | null;
  readonly types: readonly string[] | null;
  readonly name: string;
  readonly ids?: readonly string[];
  readonly worker?: string;
  readonly parser?: string;
  /**
   * Complete jobs that ended no later than `until` (ms) are left out, except for those listed; null: none are left
   * out.
   */
  readonly cleared: { readonly until: number; readonly except: readonly string[] } | null;
}

/** The filter as parameters of the SQL fragment job_matches. */
export function filterParameters({
  statuses,
  types,
  name,
  cleared,
  ids,
  worker,
  parser,
}: WantedJobs): Readonly<Record<string, string | number | null>> {
  const wanted = worker === undefined ? null : workerWanted(worker);
  return {
    ':statuses': JSON.stringify(statuses ?? jobStatuses),
    ':types': JSON.stringify(types ?? jobTypes),
    ':name': namePattern(name),
    ':chosen': ids === undefined ? null : bothForms(ids),
    ':worker': wanted?.kind === 'name' ? wanted.name : null,
    ':workers': wanted?.kind === 'part' ? namePattern(wanted.part) : null,
    ':parser': parser ?? null,
    ':until': cleared?.until ?? null,
    ':among': null,
    ':except': bothForms(cleared?.except ?? []),
  };
}
