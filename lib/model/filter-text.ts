import { type CauseFilter, causeText } from './causes.js';
import type { JobFilter } from './filter.js';
import { asksForNobody } from './worker-filter.js';

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
