import { causeOfRecord } from '../../causes/cause.js';
import { oneLine } from '../../causes/error.js';
import type { Traceback } from '../../causes/traceback/thrown.js';
import { databaseOf, type Job, type JobId } from '../../model/job.js';
import type { Limits, QueueKind, QueueLack } from '../../model/limits.js';
import type { CountedPicture, JobCounts } from '../../model/picture.js';

/** A value as one line of JSON that is safe to print on a terminal: anything that could affect it is escaped. */
export function printed(value: object): string {
  return JSON.stringify(value).replace(beyondAscii, (part) => part.replace(unprintable, escaped));
}

/** JSON escapes what is unprintable in ASCII. V8 takes ten times as long to search for the rest in ASCII, too. */
const beyondAscii = /[^ -~]+/gu;

/** Controls, format characters, lone surrogates, private use and the unassigned; line and paragraph separators. */
const unprintable = /[\p{C}\p{Zl}\p{Zp}]/gu;

function escaped(character: string): string {
  return Array.from(
    { length: character.length },
    (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`,
  ).join('');
}

/** An id as a number while that is exact, else as text. */
export function idIn(id: string | null): number | string | null {
  if (id === null) return null;
  const number = Number(id);
  return Number.isSafeInteger(number) && String(number) === id ? number : id;
}

/** A number while that is exact, else its digits. */
export function exact(value: bigint): number | string {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}

/** An instant (ms) in RFC 3339, which knows the years 0000 to 9999; null for none, and for what lies beyond. */
export function timeOf(ms: number | null): string | null {
  if (ms === null || !Number.isFinite(ms)) return null;
  const date = new Date(ms);
  if (Number.isNaN(date.getTime())) return null;
  const text = date.toISOString();
  return /^\d{4}-/.test(text) ? text : null;
}

/** A duration (ms) in whole seconds; null for none. */
export function secondsOf(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms / 1000);
}

/** A duration (ms) in seconds with every digit that it has; null for none. */
export function exactSecondsOf(ms: number | null): number | null {
  return ms === null ? null : ms / 1000;
}

/** A number with at most that many decimals. */
export function rounded(value: number, decimals: number): number {
  return Number(value.toFixed(decimals));
}

/** Which queue of another program it is, and what it doesn't record; nothing of a queue of ours. */
export function queueKindOf({ queue }: { readonly queue?: QueueKind | undefined }) {
  if (queue === undefined) return {};
  const { name, title, lacks, retention, notes } = queue;
  return {
    queue_kind: { name, title, unknown: lacks, kept: retention, notes: notes.map(({ text }) => text) },
  };
}

/**
 * Counts by status; `other` only where there is one that this program doesn't know. What a queue lacks isn't 0 but null.
 */
export function countsOf(
  { queued, running, complete, failed, cancelled, other }: JobCounts,
  lacks: readonly QueueLack[] = [],
) {
  const recorded = (lack: QueueLack, count: number) => (lacks.includes(lack) ? null : count);
  const counts = {
    ...{ queued, running, complete: recorded('done', complete), failed },
    cancelled: recorded('cancelled', cancelled),
  };
  return other === 0 ? counts : { ...counts, other };
}

/** Why a failed job failed: what `causes` groups by. */
export function causeIn(job: Job) {
  const cause = job.status === 'failed' ? causeOfRecord(job) : null;
  return { cause: cause?.text ?? null, cause_key: cause?.key ?? null };
}

/** What went wrong, in one line, and where in the code: what the list shows of a traceback. */
export function errorOf(brief: Traceback | null) {
  return { error_summary: oneLine(brief), error_at: brief?.frame ?? null };
}

/**
 * The path of the only database, or each of several databases with its own state. Before it, if not all jobs were
 * compared at the picture's instant, since when they are right.
 */
export function databaseIn(
  {
    databases,
    rightSince,
    limits,
  }: {
    readonly databases?: CountedPicture['databases'] | undefined;
    readonly rightSince?: number;
    readonly limits?: Limits;
  },
  path: string,
) {
  const right = {
    ...(rightSince !== undefined && { right_since: timeOf(rightSince) }),
    ...hiddenIn(limits),
  };
  if (databases === undefined) return { ...right, database: path };
  return {
    ...right,
    databases: databases.map(({ name, path: own, asOf, counts, troubles, problem, limits: its, queue }) => ({
      name,
      path: own,
      as_of: timeOf(asOf),
      ...queueKindOf({ queue }),
      counts: counts === null ? null : countsOf(counts, queue?.lacks),
      workers: troubles,
      problem: problem === null ? null : { code: problem.code, sentence: problem.sentence },
      ...hiddenIn(its),
    })),
  };
}

/** What this user may not see, as the field `hidden`; no field if they see everything. */
function hiddenIn(limits: Limits | undefined) {
  const { unread = [], hidesRows = false } = limits ?? {};
  if (unread.length === 0 && !hidesRows) return {};
  return { hidden: { rows: hidesRows, tables: unread.map(({ table }) => table) } };
}

/** The name of a job's database, as the field `key`; no field if there is only one database. */
export function databaseOfJob<K extends string>(field: K, id: JobId | null): { readonly [_ in K]?: string } {
  const database = id === null ? null : databaseOf(id);
  return database === null ? {} : ({ [field]: database } as { readonly [_ in K]: string });
}
