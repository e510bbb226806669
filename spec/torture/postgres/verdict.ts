import type { Queryable } from '../../../lib/snapshot/port.js';
import {
  type Audit,
  baseOf,
  counterOf,
  type Group,
  kept,
  ripe,
  writersJob,
  writersPerGroup,
} from './ledger.js';

/** What a reader sees of a group: how many commits there were, whose they were, and what they left behind. */
export interface Seen {
  readonly commits: number;
  /** How many commits each of its writers has made. */
  readonly byWriter: readonly number[];
  /** By the number of the commit: its job's token and status, and its failure's token. */
  readonly jobs: ReadonlyMap<number, string>;
  readonly failures: ReadonlyMap<number, string>;
}

/** Reads what there is of a group. */
export function seenOf(tables: Queryable, group: Group): Seen {
  const base = baseOf(group);
  const counted = (id: number) =>
    Number(tables.all(`SELECT retry_count AS n FROM cf_processing_queue WHERE id = ${id}`)[0]?.n ?? -1);
  const byNumber = (id: string, what: string, table: string) =>
    new Map(
      tables
        .all(
          `SELECT ${id} - ${base} AS n, ${what} AS it FROM ${table} WHERE ${id} > ${base} AND ${id} < ${base + 1_000_000}`,
        )
        .map(({ n, it }) => [Number(n), String(it)]),
    );
  return {
    commits: counted(counterOf(group)),
    byWriter: Array.from({ length: writersPerGroup }, (_, writer) => counted(writersJob(group, writer))),
    jobs: byNumber('id', `error_message || ' ' || status`, 'cf_processing_queue'),
    failures: byNumber('job_id', 'error_message', 'cf_job_failures'),
  };
}

/**
 * What is wrong with what was seen of a group: each part of it has to be as it was after one of the commits from
 * `first` to `last`; where these are the same, all of it as it was after that one.
 */
export function wrongWith(seen: Seen, audit: Audit, first: number, last: number): string[] {
  const { commits, byWriter } = seen;
  if (last >= audit.length) return [`shows commit ${last} of ${audit.length - 1}`];
  const when = first === last ? `after commit ${first}` : `after commits ${first} to ${last}`;
  const wrong: string[] = [];
  if (commits < first || commits > last) wrong.push(`${when} the group has ${commits}`);
  for (const [writer, count] of byWriter.entries()) {
    const [least = 0, most = 0] = [audit[first]?.made[writer], audit[last]?.made[writer]];
    if (count < least || count > most)
      wrong.push(
        `${when} writer ${writer} has ${count} instead of ${least}${most > least ? ` to ${most}` : ''}`,
      );
  }
  for (const [what, there] of [
    ['job', seen.jobs],
    ['failure', seen.failures],
  ] as const)
    for (const number of numbersOf(there, first, last)) {
      const may = mayBe(what, number, audit, first, last);
      const is = there.get(number) ?? nothing;
      if (!may.includes(is)) wrong.push(`${when} ${what} ${number} is ${is} instead of ${may.join(' or ')}`);
    }
  return wrong;
}

const nothing = 'nothing';

/** What may be there of a commit's job or failure after `first` to `last` commits. */
function mayBe(what: 'job' | 'failure', number: number, audit: Audit, first: number, last: number): string[] {
  const token = audit[number]?.token;
  const isIn = (from: number, to: number) => token !== undefined && from <= last && to >= first;
  const status = (word: string) => `${token}${what === 'job' ? ` ${word}` : ''}`;
  return [
    ...(first < number || last >= number + kept ? [nothing] : []),
    ...(isIn(number, number + ripe - 1) ? [status('FAILED')] : []),
    ...(isIn(number + ripe, number + kept - 1) ? [status('COMPLETED')] : []),
  ];
}

/** The commits of which something is there, and those of which something has to be. */
function numbersOf(there: ReadonlyMap<number, string>, first: number, last: number): ReadonlySet<number> {
  const from = Math.max(1, last - kept + 1);
  return new Set([
    ...there.keys(),
    ...Array.from({ length: Math.max(0, first - from + 1) }, (_, at) => from + at),
  ]);
}
