import { type CauseFilter, causeText } from './causes.js';
import type { JobId, JobStatus, JobType, WorkerTrouble } from './job.js';
import { asksForNobody, onlyWorker, troubleKinds } from './worker.js';

/** What the list can be filtered by: the status of jobs, or the trouble of running jobs' workers. */
export type ListedStatus = JobStatus | WorkerTrouble['kind'];

/** Every status and every type, in the order of the filter dialog. */
export const listedStatuses: readonly ListedStatus[] = Object.keys({
  failed: true,
  gone: true,
  silent: true,
  running: true,
  complete: true,
  queued: true,
  cancelled: true,
  other: true,
} satisfies Record<ListedStatus, true>) as ListedStatus[];
export const listedTypes: readonly JobType[] = Object.keys({
  scan: true,
  parse: true,
  export: true,
  backtest: true,
  other: true,
} satisfies Record<JobType, true>) as JobType[];

/** Which jobs the list shows. A null part lets everything through. */
export interface JobFilter {
  readonly statuses: readonly ListedStatus[] | null;
  readonly types: readonly JobType[] | null;
  /** The name must contain this, in any letter case; empty for any name. */
  readonly name: string;
  /** Complete jobs that the operator cleared away; null if they cleared none. */
  readonly cleared: Clearing | null;
  /** Only jobs of which some text contains this, in any letter case, as a search finds it; absent: all. Untrusted. */
  readonly text?: string;
  /** Only jobs with these ids, as their databases have them; absent: with any. Untrusted. */
  readonly ids?: readonly string[];
  /** Only failed jobs of this cause; absent: failed jobs of any cause, and all other jobs. */
  readonly cause?: CauseFilter;
  /** Only jobs of the workers that this asks for, see `workerWanted`; absent: of any. Untrusted. */
  readonly worker?: string;
  /** Only jobs with exactly this name, whatever their version; absent: with any. Untrusted. */
  readonly parser?: string;
  /** Only jobs of the database with this name, where there are several; absent: of all of them. Untrusted. */
  readonly database?: string;
}

/**
 * The complete jobs of an instant, as an operator clears them from their list (design "Writing"): those that ended
 * no later than `until`, except for those that were still running then and may be recorded with an earlier end.
 * This describes any number of jobs, and stays correct when more of them end.
 */
export interface Clearing {
  /** When the last of them ended, ms since the epoch; jobs without any time count as earlier. */
  readonly until: number;
  /**
   * Jobs that were running at that instant, and the next ones in line if they may start and end within the second
   * of `until`.
   */
  readonly except: readonly JobId[];
}

/** What the list shows unless the operator chooses otherwise: everything but queued jobs (design "The list"). */
export const defaultFilter: JobFilter = {
  statuses: ['running', 'complete', 'failed', 'cancelled', 'other'],
  types: null,
  name: '',
  cleared: null,
};

/** The jobs of a worker that it has taken up. Complete jobs that were cleared away stay away. */
export function jobsOfWorker(worker: string, cleared: Clearing | null): JobFilter {
  return { ...defaultFilter, cleared, worker: onlyWorker(worker) };
}

/**
 * The parse jobs of a parser, of all its versions, that were taken up. Complete ones that were cleared away stay away.
 */
export function jobsOfParser(parser: string, cleared: Clearing | null): JobFilter {
  return { ...defaultFilter, types: ['parse'], cleared, parser };
}

/** Every job, including queued ones: what `--json` prints. */
export const everyJob: JobFilter = { statuses: null, types: null, name: '', cleared: null };

/** The statuses that pass the filter whatever their worker; null: all. */
export function statusesIn({ statuses }: JobFilter): readonly JobStatus[] | null {
  return statuses?.filter((status) => !isTrouble(status)) ?? null;
}

/** The worker troubles that let a running job pass: all of them if running jobs pass anyway. */
export function troublesIn({ statuses }: JobFilter): readonly WorkerTrouble['kind'][] {
  if (statuses === null || statuses.includes('running')) return troubleKinds;
  return statuses.filter(isTrouble);
}

/** Whether this is a trouble of workers, rather than a status of jobs. */
export function isTrouble(status: ListedStatus): status is WorkerTrouble['kind'] {
  return troubleKinds.some((kind) => kind === status);
}

/** Whether the operator restricted the list in any way. What they cleared away doesn't count. */
export function narrows(filter: JobFilter): boolean {
  return filter.types !== null || isParticular(filter) || !isSameSet(filter.statuses, defaultFilter.statuses);
}

/**
 * The filter that a list is read by, with these counts of all jobs (null: not known yet): as long as every job is
 * queued, a list that isn't restricted shows them.
 */
export function listingFilter(
  filter: JobFilter,
  counts: Readonly<Record<JobStatus, number>> | null,
): JobFilter {
  if (counts === null || counts.queued === 0 || narrows(filter)) return filter;
  const all = Object.values(counts).reduce((sum, count) => sum + count);
  return counts.queued === all ? { ...filter, statuses: null } : filter;
}

/** Whether jobs pass by more than their status, their type and their end. */
export function isParticular({ name, text, ids, cause, worker, parser, database }: JobFilter): boolean {
  return name !== '' || [text, ids, cause, worker, parser, database].some((part) => part !== undefined);
}

/** Whether two filters let the same jobs through. */
export function isSameFilter(one: JobFilter, other: JobFilter): boolean {
  return isSameChoice(one, other) && isSameClearing(one.cleared, other.cleared);
}

/** Whether two filters have the same restrictions, whatever was cleared away. */
export function isSameChoice(one: JobFilter, other: JobFilter): boolean {
  return (
    one.name === other.name &&
    one.text === other.text &&
    isSameSet(one.ids ?? null, other.ids ?? null) &&
    one.worker === other.worker &&
    one.parser === other.parser &&
    one.database === other.database &&
    isSameSet(one.types, other.types) &&
    isSameSet(one.statuses, other.statuses) &&
    one.cause?.key === other.cause?.key &&
    one.cause?.text === other.cause?.text
  );
}

function isSameClearing(one: Clearing | null, other: Clearing | null): boolean {
  if (one === null || other === null) return one === other;
  return one.until === other.until && isSameSet(one.except, other.except);
}

function isSameSet(one: readonly string[] | null, other: readonly string[] | null): boolean {
  if (one === null || other === null) return one === other;
  return one.length === other.length && one.every((item) => other.includes(item));
}

/** What a word of the filter's text may begin with, before a colon. */
export const filterKeys = ['name', 'id', 'worker', 'parser', 'cause'] as const;
export type FilterKey = (typeof filterKeys)[number];

/** The parts of a filter that are typed. */
export type TypedFilter = Pick<JobFilter, 'name' | 'text' | 'ids' | 'worker' | 'parser' | 'cause'>;

/** A word of what is typed: `worker:vm-1`, `"disk full"`. Without a key it is text of any kind. */
export interface TypedWord {
  readonly key: FilterKey | null;
  /** Without quotes. */
  readonly value: string;
  readonly isQuoted: boolean;
  /** Where it begins in the text. */
  readonly from: number;
}

/** A value is everything between quotes, in which two stand for one, or up to the next blank. */
const word = /(?:(name|id|worker|parser|cause):)?(?:"((?:[^"]|"")*)(?:"|$)|(\S*))/giu;

/** The words of a text. A quote that isn't closed reaches to the end. */
export function wordsTyped(text: string): readonly TypedWord[] {
  return [...text.matchAll(word)].flatMap((match): TypedWord[] => {
    const [whole, before, quoted, plain = ''] = match;
    if (whole === '') return [];
    const key = filterKeys.find((each) => each === before?.toLowerCase()) ?? null;
    const value = quoted === undefined ? plain : quoted.replaceAll('""', '"');
    return [{ key, value, isQuoted: quoted !== undefined, from: match.index }];
  });
}

/**
 * What a text asks for: words without a key are one text, with single blanks between them. If a key is typed twice, its
 * last word counts, but all ids do; a key without a value asks for nothing. `before` is the cause that was asked for
 * until now: it stays, with its key, while its words are unchanged.
 */
export function filterTyped(text: string, before: CauseFilter | undefined): TypedFilter {
  const words = wordsTyped(text);
  const of = (key: FilterKey) =>
    words.findLast((each) => each.key === key && (each.value !== '' || each.isQuoted));
  const found = {
    text: words.flatMap(({ key, value }) => (key === null && value.trim() !== '' ? [value] : [])).join(' '),
    ids: [...new Set(words.flatMap(({ key, value }) => (key === 'id' ? idsIn(value) : [])))],
    worker: of('worker')?.value ?? '',
    parser: of('parser')?.value ?? '',
    cause: of('cause')?.value,
  };
  return {
    name: (of('name')?.value ?? '').trim(),
    ...(found.text === '' ? {} : { text: found.text }),
    ...(found.ids.length === 0 ? {} : { ids: found.ids }),
    ...(asksForNobody(found.worker) ? {} : { worker: found.worker }),
    ...(found.parser === '' ? {} : { parser: found.parser }),
    ...(found.cause === undefined ? {} : { cause: causeTyped(found.cause, before) }),
  };
}

/** The text, followed by a blank if its last word is complete, so that what is typed next is another word. */
export function forAnotherWord(text: string): string {
  const last = wordsTyped(text).at(-1);
  if (last === undefined) return text;
  const isOpen = last.isQuoted
    ? [...text.slice(last.from)].filter((letter) => letter === '"').length % 2 === 1
    : last.key !== null && last.value === '';
  return isOpen || /\s$/u.test(text) ? text : `${text} `;
}

/** The text that asks for these parts of a filter. */
export function textOfFilter({ name, text, ids, worker, parser, cause }: TypedFilter): string {
  return [
    text === undefined ? [] : [isPlain(text) ? text : inQuotes(text)],
    name === '' ? [] : [withKey('name', name)],
    ids === undefined || ids.length === 0 ? [] : [withKey('id', ids.join(','))],
    worker === undefined ? [] : [withKey('worker', worker)],
    parser === undefined ? [] : [withKey('parser', parser)],
    cause === undefined ? [] : [withKey('cause', cause.text)],
  ]
    .flat()
    .join(' ');
}

/** `worker:vm-1`, `cause:"disk full"`. */
export function withKey(key: FilterKey, value: string): string {
  return `${key}:${value === '' || /[\s"]/u.test(value) ? inQuotes(value) : value}`;
}

/** An empty cause stands for jobs without an error. */
function causeTyped(text: string, before: CauseFilter | undefined): CauseFilter {
  if (before?.text === text) return before;
  return text === '' || text === causeText({ text: '' }) ? { key: '', text: '' } : { key: null, text };
}

function idsIn(value: string): readonly string[] {
  return value
    .split(',')
    .map((id) => id.trim())
    .filter((id) => id !== '');
}

function inQuotes(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}

/** Whether a text says the same without quotes. */
function isPlain(text: string): boolean {
  const { text: found, name, ...others } = filterTyped(text, undefined);
  return found === text && name === '' && Object.keys(others).length === 0;
}
