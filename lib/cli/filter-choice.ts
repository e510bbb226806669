import type { JobFilter, ListedStatus } from '../model/filter.js';
import type { JobType } from '../model/job.js';

/** What of the filter was chosen on the command line; null is what wasn't. */
export interface FilterChoice {
  readonly statuses: readonly ListedStatus[] | null;
  readonly types: readonly JobType[] | null;
  readonly name: string | null;
}

const statuses: Readonly<Record<string, ListedStatus>> = {
  failed: 'failed',
  gone: 'gone',
  silent: 'silent',
  running: 'running',
  done: 'complete',
  complete: 'complete',
  queued: 'queued',
  cancelled: 'cancelled',
  other: 'other',
};

const types: Readonly<Record<JobType, JobType>> = {
  scan: 'scan',
  parse: 'parse',
  export: 'export',
  backtest: 'backtest',
  other: 'other',
};

/** The words for statuses on the command line. */
export const statusChoices: readonly string[] = Object.keys(statuses);

/** The words for types on the command line. */
export const typeChoices: readonly string[] = Object.keys(types);

/** The statuses in a text such as `failed,running`, or null where one of them is none. */
export function statusesIn(text: string): readonly ListedStatus[] | null {
  return chosen(text, statuses);
}

/** The types in a text such as `scan,parse`, or null where one of them is none. */
export function typesIn(text: string): readonly JobType[] | null {
  return chosen(text, types);
}

/** The filter with what was chosen in place of its own. */
export function withChoice(filter: JobFilter, choice: FilterChoice): JobFilter {
  return {
    ...filter,
    statuses: choice.statuses ?? filter.statuses,
    types: choice.types ?? filter.types,
    name: choice.name ?? filter.name,
  };
}

function chosen<T>(text: string, known: Readonly<Record<string, T>>): readonly T[] | null {
  const found = new Set<T>();
  for (const word of text.split(',')) {
    const key = word.trim().toLowerCase();
    const value = Object.hasOwn(known, key) ? known[key] : undefined;
    if (value === undefined) return null;
    found.add(value);
  }
  return [...found];
}
