import { argumentsName } from '../model/filter/column-filter.js';
import {
  filterTyped,
  keyWithoutValue,
  listedStatusChoices,
  mistakeTyped,
  type TypedFilter,
  typeChoices,
} from '../model/filter/filter-text.js';
import { columnForms, columnsIn, fieldColumns, mostColumns } from '../model/saved-view.js';
import { type JobSort, sortColumns, sortForms, sortIn, sortKeys } from '../model/sort.js';
import type { JsonObject } from '../model/sound-json.js';
import { wordList } from '../model/text.js';

/** A type of setting: how it is written in a JSON file, and in an environment variable. */
export interface Kind<T> {
  /** Worded for people, such as `true or false`. */
  readonly allowed: { readonly json: string; readonly text: string };
  /** What is allowed, for editors, as a JSON Schema. */
  readonly schema: JsonObject;
  /** The value; undefined if it isn't a valid one. */
  readonly fromJson: (value: unknown) => T | undefined;
  readonly fromText: (text: string) => T | undefined;
  /** What is wrong with a value of several parts, part by part. Absent: the value as a whole. */
  readonly mistakes?: (value: unknown) => readonly Mistake[];
}

/** What is wrong with a part of a value. */
export interface Mistake {
  /** What to add to the setting's key, such as `[2].name`. Untrusted. */
  readonly at: string;
  /** The part. */
  readonly value: unknown;
  /** What is wrong with it, in place of the usual `is VALUE`. */
  readonly fault?: string;
  readonly allowed: string;
}

/** A mistake in a part of a value. */
export function oneMistake(at: string, value: unknown, allowed: string): Mistake {
  return { at, value, allowed };
}

/** The JSON Schema of an object with these keys and no others. */
export function objectOf(properties: JsonObject): JsonObject {
  return { type: 'object', additionalProperties: false, properties };
}

/** Yes or no. */
export const yesOrNo: Kind<boolean> = {
  allowed: { json: 'true or false', text: '1 or 0' },
  schema: { type: 'boolean' },
  fromJson: (value) => (typeof value === 'boolean' ? value : undefined),
  fromText: (text) => {
    if (/^(1|true|yes|on)$/i.test(text)) return true;
    return /^(0|false|no|off)$/i.test(text) ? false : undefined;
  },
};

/** A path to a file or folder. */
export const path: Kind<string> = textOf('a path', (text) => text !== '' && !text.includes('\0'), {
  pattern: '^[^\\u0000]+$',
});

/** Any text up to a certain length. */
export function shortText(longest: number): Kind<string> {
  const isGood = (text: string) => text.length <= longest;
  return textOf(`a text of at most ${longest} characters`, isGood, { maxLength: longest });
}

/** For editors: words of a filter, which they can have without being wrong; a few more are understood. */
function filterPattern(): string {
  const duration = '(?:\\d{1,3}d|\\d{1,3}h(?:\\d{1,3}m)?|\\d{1,3}m|\\d{1,3}s)';
  const digits = '(?:0|[1-9]\\d{0,8})';
  const day = '\\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\\d|2[0-8])';
  const time = '(?:[01]\\d|2[0-3]):[0-5]\\d(?::[0-5]\\d)?';
  const some = (words: readonly string[]) => `(?:${words.join('|')})(?:,(?:${words.join('|')}))*`;
  const words = [
    `status:${some(listedStatusChoices)}`,
    `type:${some(typeChoices)}`,
    `(?:since|until):(?:${duration}|(?:(?:${day}|today|yesterday|(?:mon|tues|wednes|thurs|fri|satur|sun)day)(?: ${time})?|${time})(?: UTC)?)`,
    `took[<>]${duration}`,
    '(?:name|id|worker|parser|version|cause|source):(?:"[\\w .:/-]*\\w"|\\w[\\w.:/-]*)',
    `(?:retries|priority|files|failed)[:<>]${digits}`,
    `size[<>]${digits}(?:[kMG]?B)?`,
    `${argumentsName}(?:\\.\\w{1,20}|\\[\\d\\]){1,5}(?:[<>]${digits}|:\\w[\\w./-]*)`,
    '"[^"]*"',
    '[\\w./-]+',
  ].join('|');
  return `^(?:(?:${words})(?: (?:${words}))*)?$`;
}

/** A filter as the dashboard takes it. */
export const typedFilter: Kind<TypedFilter> = {
  allowed: {
    json: 'a filter such as "status:failed since:12h"',
    text: 'a filter such as status:failed since:12h',
  },
  schema: { type: 'string', pattern: filterPattern() },
  fromJson: (value) => (typeof value === 'string' ? typedFilter.fromText(value) : undefined),
  fromText: (text) =>
    mistakeTyped(text) === null && keyWithoutValue(text) === null ? filterTyped(text, undefined) : undefined,
};

/** One word of several. */
export function oneOf<const T extends string>(words: readonly T[]): Kind<T> {
  const find = (value: unknown): T | undefined => words.find((word) => word === value);
  return {
    allowed: { json: wordList(words.map(quoted), 'or'), text: wordList(words, 'or') },
    schema: { enum: words },
    fromJson: find,
    fromText: (text) => find(text.trim().toLowerCase()),
  };
}

/** Some of several words: a list, or separated by commas; at least one. */
export function someOf<const T extends string>(words: readonly T[]): Kind<readonly T[]> {
  const fromList = (values: readonly unknown[]): readonly T[] | undefined => {
    const isKnown = values.every((value) => words.some((word) => word === value));
    return isKnown && values.length > 0 ? words.filter((word) => values.includes(word)) : undefined;
  };
  return {
    allowed: {
      json: `a list of ${wordList(words.map(quoted), 'or')}`,
      text: `${wordList(words, 'or')}, or several of them separated by commas`,
    },
    schema: { type: 'array', minItems: 1, items: { enum: words } },
    fromJson: (value) => (Array.isArray(value) ? fromList(value) : undefined),
    fromText: (text) => fromList(text.split(',').map((part) => part.trim().toLowerCase())),
  };
}

/** For editors: paths in JSON may also be longer, and have other characters. */
const argumentPattern = `${argumentsName}(\\.[A-Za-z_][A-Za-z0-9_-]{0,29}|\\."[A-Za-z0-9 _.-]{1,30}"|\\[[0-9]{1,6}\\]){1,5}`;
const columnPattern = `^(${fieldColumns.join('|')}|${argumentPattern})$`;
const sortPattern = `^(${[...sortKeys, ...sortColumns].join('|')}|${argumentPattern})(:reverse)?(:mixed)?$`;

/** An order of the list. */
export const sortOrder: Kind<JobSort> = {
  allowed: { json: `a text: ${sortForms}`, text: sortForms },
  schema: { type: 'string', pattern: sortPattern },
  fromJson: (value) => (typeof value === 'string' ? (sortIn(value) ?? undefined) : undefined),
  fromText: (text) => sortIn(text) ?? undefined,
};

/** Columns of the compact list. */
export const columnList: Kind<readonly string[]> = {
  allowed: {
    json: `a list of at most ${mostColumns} of ${columnForms}`,
    text: `at most ${mostColumns} of ${columnForms}, separated by commas`,
  },
  schema: {
    type: 'array',
    maxItems: mostColumns,
    items: { type: 'string', pattern: columnPattern },
  },
  fromJson: (value) => (Array.isArray(value) ? (columnsIn(value) ?? undefined) : undefined),
  fromText: (text) => columnsIn(text.split(',').filter((part) => part.trim() !== '')) ?? undefined,
};

function textOf(allowed: string, isGood: (text: string) => boolean, schema: JsonObject): Kind<string> {
  const good = (value: unknown): string | undefined =>
    typeof value === 'string' && isGood(value) ? value : undefined;
  const texts = { type: 'string', ...schema };
  return { allowed: { json: allowed, text: allowed }, schema: texts, fromJson: good, fromText: good };
}

function quoted(word: string): string {
  return `"${word}"`;
}
