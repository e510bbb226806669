import type { JobFilter } from '../model/filter.js';
import { bothForms } from './id-lists.js';
import { jobStatuses, jobTypes } from './job-row.js';
import { namePattern } from './name-pattern.js';

/** What statements are given, by parameter name. */
export type Parameters = Readonly<Record<string, string | number | null>>;

/** The filter as the SQL fragment job_matches takes it. */
export function filterParameters({ statuses, types, name, cleared }: JobFilter): Parameters {
  return {
    ':statuses': JSON.stringify(statuses ?? jobStatuses),
    ':types': JSON.stringify(types ?? jobTypes),
    ':name': namePattern(name),
    ':until': cleared === null ? null : cleared.until,
    ':except': bothForms(cleared?.except ?? []),
  };
}
