import { type CauseFilter, causeText } from '../causes.js';
import {
  isTrouble,
  type JobFilter,
  type ListedStatus,
  listedStatuses,
  listedTypes,
  type Took,
} from '../filter.js';
import type { JobStatus, JobType } from '../job.js';
import { asksForNobody } from '../worker.js';
import {
  type ColumnFilter,
  columnMistake,
  columnNames,
  filterColumnIn,
  filteredFields,
  isArgument,
} from './column-filter.js';
import {
  type Clocks,
  dayForm,
  durationText,
  endIn,
  isPointInTime,
  lengthIn,
  pointInTimeIn,
  pointText,
  utcClocks,
  zoneNames,
} from './point-in-time.js';

/** Each with the name that the screen shows, by the word that operators type. */
const statuses: Readonly<Record<string, ListedStatus>> = Object.fromEntries(
  listedStatuses.flatMap((status) => [
    ...(status === 'complete' ? [['done', status] as const] : []),
    [status, status] as const,
  ]),
);

/** The words for statuses that operators type, those of workers in trouble included. */
export const listedStatusChoices: readonly string[] = Object.keys(statuses);

/** The words for statuses that don't depend on workers. */
export const jobStatusChoices: readonly string[] = listedStatusChoices.filter(
  (word) => statuses[word] === undefined || !isTrouble(statuses[word]),
);

/** The words for types that operators type. */
export const typeChoices: readonly string[] = listedTypes;

/** The statuses in a text such as `failed,gone`, or null if any of the words is no status. */
export function listedStatusesIn(text: string): readonly ListedStatus[] | null {
  return chosen(text, statuses);
}

/**
 * The statuses of jobs in a text, as {@link listedStatusesIn} reads it, or null: those of workers in trouble are refused,
 * because whether a worker is in trouble isn't known at the first look.
 */
export function jobStatusesIn(text: string): readonly JobStatus[] | null {
  const found = listedStatusesIn(text);
  const statuses = found?.filter((status) => !isTrouble(status)) ?? null;
  return statuses?.length === found?.length ? statuses : null;
}

/** The types in a text such as `scan,parse`, or null if any of the words is no type. */
export function typesIn(text: string): readonly JobType[] | null {
  return chosen(text, Object.fromEntries(listedTypes.map((type) => [type, type])));
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

/** What a word of the filter's text may begin with, before its sign. */
export const filterKeys = [
  'name',
  'id',
  'worker',
  'parser',
  'version',
  'cause',
  'status',
  'type',
  'since',
  'until',
  'took',
] as const;
export type FilterKey = (typeof filterKeys)[number];

/** What jobs are runs of, in a word: of parsers, or of kinds of jobs in another program's queue. */
export type ParserWord = 'parser' | 'kind';

/** Keys of columns, as the dialog shows them. */
export const columnKeyWords: readonly string[] = [
  ...Object.keys(filteredFields).map((name) => `${name}:`),
  'args.',
];

/** `name:`, `took>`: a key with the sign behind it; `word` is that of `parser:`. */
export function keyWord(key: FilterKey, word: ParserWord = 'parser'): string {
  return key === 'took' ? 'took>' : `${key === 'parser' ? word : key}:`;
}

/** The parts of a filter that are typed; without statuses or types, nothing is said of them. */
export type TypedFilter = Pick<
  JobFilter,
  'name' | 'text' | 'ids' | 'worker' | 'parser' | 'version' | 'cause' | 'since' | 'until' | 'took' | 'columns'
> & { readonly [K in 'statuses' | 'types']?: NonNullable<JobFilter[K]> };

/** Whether this names jobs, by ids or by what they were given: those of every status are meant, unless it names statuses. */
export function namesJobs({ ids, columns = [] }: Pick<TypedFilter, 'ids' | 'columns'>): boolean {
  return ids !== undefined || columns.some(({ column }) => isArgument(column));
}

/** A word of what is typed: `worker:vm-1`, `took>1h`, `"disk full"`. Without a key it is text of any kind. */
interface TypedWord {
  readonly key: FilterKey | null;
  /** What it asks of a column, without a value; null if it asks of none. */
  readonly column: Pick<ColumnFilter, 'column' | 'sign'> | null;
  /** Without quotes. */
  readonly value: string;
  readonly isQuoted: boolean;
  /** Where it begins in the text. */
  readonly from: number;
}

/**
 * A value is everything between quotes, in which two stand for one, or up to the next blank; a day may have its time
 * behind it, and both their zone.
 */
const moment = `(?:(?:${dayForm})(?: \\d\\d?:\\S*)?|\\d\\d?:\\S*)(?: (?:${zoneNames}|[+-]\\d\\d:?\\d\\d))?(?!\\S)`;
const word = new RegExp(
  `(?:(${filterKeys.join('|')}|kind):|(took)(?=[<>])|(${columnNames})([:<>]))?` +
    `(?:"((?:[^"]|"")*)(?:"|$)|((?<=(?:since|until):)${moment}|\\S*))`,
  'giu',
);

/** The words of a text. A quote that isn't closed reaches to the end. */
export function wordsTyped(text: string): readonly TypedWord[] {
  return [...text.matchAll(word)].flatMap((match): TypedWord[] => {
    const [whole, before, compared, named, sign, quoted, plain = ''] = match;
    if (whole === '') return [];
    const column =
      named === undefined ? null : { column: filterColumnIn(named), sign: sign as ColumnFilter['sign'] };
    const typed = (before ?? compared)?.toLowerCase().replace(/^kind$/, 'parser');
    const key = filterKeys.find((each) => each === typed) ?? null;
    const value = quoted === undefined ? plain : quoted.replaceAll('""', '"');
    return [{ key, column, value, isQuoted: quoted !== undefined, from: match.index }];
  });
}

/**
 * What a text asks for: words without a key are one text, with single blanks between them. If a key is typed twice, its
 * last word counts, but all ids and both bounds of a duration do; a key without a value asks for nothing, and so does a
 * {@link mistakeTyped mistake}. `before` is the cause that was asked for until now: it stays, with its key, while its
 * words are unchanged. Times are those of these clocks.
 */
export function filterTyped(
  text: string,
  before: CauseFilter | undefined,
  clocks: Clocks = utcClocks,
): TypedFilter {
  const words = wordsTyped(text);
  const values = (key: FilterKey) => words.flatMap((each) => (each.key === key ? [each.value] : []));
  const of = (key: FilterKey) =>
    words.findLast((each) => each.key === key && (each.value !== '' || each.isQuoted))?.value;
  const read = <T>(key: FilterKey, reading: (value: string, clocks: Clocks) => T | null) =>
    values(key).reduce<T | null>((last, value) => reading(value, clocks) ?? last, null);
  const texts = words.flatMap((each) =>
    isText(each) && each.value.trim() !== '' && unknownKey(each) === null ? [each.value] : [],
  );
  const ids = [...new Set(values('id').flatMap(idsIn))];
  const cause = of('cause');
  const took = values('took').reduce<Took | null>(withBound, null);
  return {
    name: (of('name') ?? '').trim(),
    ...(texts.length === 0 ? {} : { text: texts.join(' ') }),
    ...(ids.length === 0 ? {} : { ids }),
    ...(asksForNobody(of('worker') ?? '') ? {} : { worker: of('worker') ?? '' }),
    ...known('parser', of('parser') || null),
    ...known('version', numberOf(of('version') ?? '') || null),
    ...(cause === undefined ? {} : { cause: causeTyped(cause, before) }),
    ...known('statuses', read('status', listedStatusesIn)),
    ...known('types', read('type', typesIn)),
    ...known('since', read('since', pointInTimeIn)),
    ...known('until', read('until', endIn)),
    ...known('took', took),
    ...known('columns', columnsTyped(words)),
  };
}

/** What is asked of columns, each sign of one once; null for nothing. */
function columnsTyped(words: readonly TypedWord[]): readonly ColumnFilter[] | null {
  const all = words
    .flatMap((word) => columnFilterOf(word) ?? [])
    .filter((each) => columnMistake(each) === null);
  const last = new Map(all.map((each) => [each.column + each.sign, each]));
  return last.size === 0 ? null : [...last.values()];
}

function columnFilterOf({ column, value, isQuoted }: TypedWord): ColumnFilter | null {
  return column === null || (value === '' && !isQuoted) ? null : { ...column, value };
}

/** Whether a word is text to look for. */
const isText = ({ key, column }: TypedWord) => key === null && column === null;

/**
 * What is wrong with what is typed, in one sentence, or null: a key that there isn't, or a value that it can't have. `zones`
 * are the names that the zone of times has, see `zonesOf`.
 */
export function mistakeTyped(text: string, zones: readonly string[] = ['UTC']): string | null {
  for (const each of wordsTyped(text)) {
    const unknown = unknownKey(each);
    if (unknown !== null)
      return `there is no key ${inQuotes(unknown)}; to find the text, quote it: ${inQuotes(each.value)}`;
    const asked = columnFilterOf(each);
    const wrong = asked && columnMistake(asked);
    if (wrong !== null) return wrong;
    const isWrong = each.key !== null && (each.value !== '' || each.isQuoted);
    const wanted = isWrong ? wrongValue(each.key, each.value, zones) : null;
    if (wanted !== null) return wanted;
  }
  return null;
}

/**
 * The key of the first word that has a key and no value, which asks for nothing, with its sign; null if there is none.
 * Only what jobs lack is asked for by nothing in quotes.
 */
export function keyWithoutValue(text: string): string | null {
  for (const { key, column, value, isQuoted } of wordsTyped(text)) {
    if (key !== null && /^[<>=]?\s*$/u.test(value)) return keyWord(key);
    if (column !== null && value.trim() === '' && !isQuoted) return column.column + column.sign;
  }
  return null;
}

/** `foo:` of `foo:bar`. Numbers and paths have colons before them too: `vm:4711`, `s3://out`, `C:\in`. */
function unknownKey({ key, column, value, isQuoted }: TypedWord): string | null {
  if (key !== null || column !== null || isQuoted) return null;
  // A path that is none.
  const args = /^(args[.[][^:<>]*[:<>])/iu.exec(value)?.[1];
  return args ?? /^(\p{L}[\p{L}_-]+:)[\p{L}"]/u.exec(value)?.[1] ?? null;
}

function wrongValue(key: FilterKey, value: string, zones: readonly string[]): string | null {
  switch (key) {
    case 'status':
      return listedStatusesIn(value) === null ? `status: ${listedStatusChoices.join(', ')}` : null;
    case 'type':
      return typesIn(value) === null ? `type: ${typeChoices.join(', ')}` : null;
    case 'since':
    case 'until':
      return isPointInTime(value, zones)
        ? null
        : `${key}: 12h, 16:40, yesterday, or 2026-01-13 10:38 (${zones[0]})`;
    case 'took':
      return withBound(null, value) === null ? 'took> or took<, then 90s, 10m or 1h30m' : null;
    case 'name':
    case 'id':
    case 'worker':
    case 'parser':
    case 'version':
    case 'cause':
      return null;
  }
}

/** The bounds with another one: `>1h`, `<10m`. */
function withBound(took: Took | null, value: string): Took | null {
  const ms = /^[<>]/.test(value) ? lengthIn(value.slice(1)) : null;
  if (ms === null) return took;
  const { over, under } = took ?? { over: null, under: null };
  return value.startsWith('>') ? { over: ms, under } : { over, under: ms };
}

function known<K extends keyof TypedFilter, T>(key: K, value: T | null): { readonly [P in K]?: T } {
  return value === null ? {} : ({ [key]: value } as { readonly [P in K]?: T });
}

/** `1.2` of `v1.2`, as `version_number.sql` has it. */
function numberOf(version: string): string {
  return version.replace(/^v(?=[0-9])/i, '');
}

/** The text, followed by a blank if its last word is complete, so that what is typed next is another word. */
export function forAnotherWord(text: string): string {
  const last = wordsTyped(text).at(-1);
  if (last === undefined) return text;
  const isOpen = last.isQuoted
    ? [...text.slice(last.from)].filter((letter) => letter === '"').length % 2 === 1
    : !isText(last) && last.value === '';
  return isOpen || /\s$/u.test(text) ? text : `${text} `;
}

/** The text that asks for these parts of a filter by these clocks; statuses and types are left to the dialog's boxes. */
export function textOfFilter(
  filter: Omit<TypedFilter, 'statuses' | 'types'>,
  parserKey: ParserWord = 'parser',
  clocks: Clocks = utcClocks,
): string {
  const { name, text, ids, worker, parser, version, cause, since, until, took, columns = [] } = filter;
  return [
    text === undefined ? [] : [isPlain(text) ? text : inQuotes(text)],
    name === '' ? [] : [withKey('name', name)],
    ids === undefined || ids.length === 0 ? [] : [withKey('id', ids.join(','))],
    worker === undefined ? [] : [withKey('worker', worker)],
    parser === undefined ? [] : [withKey('parser', parser, parserKey)],
    version === undefined ? [] : [withKey('version', version)],
    cause === undefined ? [] : [withKey('cause', cause.text)],
    since === undefined ? [] : [`since:${pointText(since, false, clocks)}`],
    until === undefined ? [] : [`until:${pointText(until, true, clocks)}`],
    took === undefined ? [] : [tookText(took)],
    columns.map(columnFilterText),
  ]
    .flat()
    .join(' ');
}

/** `took>1h took<2h`. */
function tookText({ over, under }: Took): string {
  const words = [over === null ? [] : [`took>${durationText(over)}`]];
  return [...words, under === null ? [] : [`took<${durationText(under)}`]].flat().join(' ');
}

/** `worker:vm-1`, `cause:"disk full"`. */
export function withKey(key: FilterKey, value: string, word: ParserWord = 'parser'): string {
  return key === 'took' ? `took${value}` : keyWord(key, word) + quotedIfNeeded(value);
}

/** `args.user:42`, `retries>3`. */
export function columnFilterText({ column, sign, value }: ColumnFilter): string {
  return column + sign + quotedIfNeeded(value);
}

const quotedIfNeeded = (value: string) => (value === '' || /[\s"]/u.test(value) ? inQuotes(value) : value);

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
  return found === text && name === '' && Object.keys(others).length === 0 && mistakeTyped(text) === null;
}
