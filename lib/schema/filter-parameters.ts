import {
  argumentsName,
  type ColumnFilter,
  filterKind,
  isArgument,
  numberWanted,
} from '../model/filter/column-filter.js';
import { boundsOf, type JobFilter } from '../model/filter.js';
import { jobStatuses, jobTypes } from '../model/job.js';
import type { JobSort } from '../model/sort.js';
import { casesOf } from '../model/text.js';
import { workerWanted } from '../model/worker.js';
import { bothForms } from './id-lists.js';

/** Which jobs are wanted, in the terms of the model's `JobFilter`: null lets everything through. */
interface WantedJobs extends Omit<JobFilter, 'statuses' | 'types' | 'cleared' | 'text' | 'cause'> {
  readonly statuses: readonly string[] | null;
  readonly types: readonly string[] | null;
  /**
   * Complete jobs that ended no later than `until` (ms) are left out, except for those listed; null: none are left
   * out.
   */
  readonly cleared: { readonly until: number; readonly except: readonly string[] } | null;
}

/**
 * The filter as parameters of the SQL fragment job_matches. `served`: active versions by plugin, as JSON, for jobs that
 * don't record their own. Throws for a filter that isn't as of a time.
 */
export function filterParameters(
  filter: WantedJobs,
  served = '{}',
): Readonly<Record<string, string | number | null>> {
  const { statuses, types, name, cleared, ids, worker, parser, version } = filter;
  const { since, until, over, under, at } = boundsOf(filter);
  const wanted = worker === undefined ? null : workerWanted(worker);
  return {
    ':statuses': JSON.stringify(statuses ?? jobStatuses),
    ':types': JSON.stringify(types ?? jobTypes),
    ':name': namePattern(name),
    ':chosen': ids === undefined ? null : bothForms(ids),
    ':worker': wanted?.kind === 'name' ? wanted.name : null,
    ':workers': wanted?.kind === 'part' ? namePattern(wanted.part) : null,
    ':parser': parser ?? null,
    ':version': version ?? null,
    ':served': served,
    ':since': since,
    ':before': until,
    ':over': over,
    ':under': under,
    ':at': at,
    ':until': cleared?.until ?? null,
    ':among': null,
    ':except': bothForms(cleared?.except ?? []),
    ':columns': columnsWanted(filter.columns ?? []),
  };
}

/**
 * What columns are asked for as the parameter of the SQL fragment has_columns; null for nothing. Nothing has a column
 * that there isn't.
 */
export function columnsWanted(columns: readonly ColumnFilter[]): string | null {
  if (columns.length === 0) return null;
  const rows = columns.map((each) => {
    const kind = filterKind(each.column);
    const place = kind === 'argument' ? `$${each.column.slice(argumentsName.length)}` : null;
    const pattern = kind === 'text' ? namePattern(each.value) : null;
    return {
      column: kind && (place === null ? each.column : 'args'),
      place,
      ...{ sign: each.sign, text: each.value, pattern },
      number: numberWanted(each),
    };
  });
  return JSON.stringify(rows);
}

/** What the list is sorted by as parameters of the SQL fragments sort_value and column_in_order. */
export function columnParameters({ by }: JobSort): Readonly<Record<string, string | null>> {
  return { ':sort': by, ':place': isArgument(by) ? `$${by.slice(argumentsName.length)}` : null };
}

/** The most letters of a pattern: with three cases of four bytes and brackets for each, it is within SQLite's 50,000 bytes. */
const longest = 3500;

/**
 * A GLOB pattern that a text matches when it holds `part`, in any letter case; null, which matches everything, for
 * an empty part. GLOB rather than LIKE, because LIKE ignores the case of ASCII letters only.
 */
export function namePattern(part: string): string | null {
  if (part === '') return null;
  const letters = [...part].slice(0, longest).map((letter) => {
    const cases = casesOf(letter);
    return cases.length > 1 || '*?['.includes(letter) ? `[${cases.join('')}]` : letter;
  });
  return `*${letters.join('')}*`;
}
