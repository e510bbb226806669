import type { JobSort } from '../model/sort.js';
import { sortForms, sortIn } from '../model/sort-text.js';
import { wordList } from '../model/word-list.js';

/** A type of setting: how it is written in a JSON file, and in an environment variable. */
export interface Kind<T> {
  /** Worded for people, such as `true or false`. */
  readonly allowed: { readonly json: string; readonly text: string };
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

/** Yes or no. */
export const yesOrNo: Kind<boolean> = {
  allowed: { json: 'true or false', text: '1 or 0' },
  fromJson: (value) => (typeof value === 'boolean' ? value : undefined),
  fromText: (text) => {
    if (/^(1|true|yes|on)$/i.test(text)) return true;
    return /^(0|false|no|off)$/i.test(text) ? false : undefined;
  },
};

/** A path to a file or folder. */
export const path: Kind<string> = textOf('a path', (text) => text !== '' && !text.includes('\0'));

/** Any text up to a certain length. */
export function shortText(longest: number): Kind<string> {
  return textOf(`a text of at most ${longest} characters`, (text) => text.length <= longest);
}

/** One word of several. */
export function oneOf<T extends string>(words: readonly T[]): Kind<T> {
  const find = (value: unknown): T | undefined => words.find((word) => word === value);
  return {
    allowed: { json: wordList(words.map(quoted), 'or'), text: wordList(words, 'or') },
    fromJson: find,
    fromText: (text) => find(text.trim().toLowerCase()),
  };
}

/** Some of several words: a list, or separated by commas; at least one. */
export function someOf<T extends string>(words: readonly T[]): Kind<readonly T[]> {
  const fromList = (values: readonly unknown[]): readonly T[] | undefined => {
    const isKnown = values.every((value) => words.some((word) => word === value));
    return isKnown && values.length > 0 ? words.filter((word) => values.includes(word)) : undefined;
  };
  return {
    allowed: {
      json: `a list of ${wordList(words.map(quoted), 'or')}`,
      text: `${wordList(words, 'or')}, or several of them separated by commas`,
    },
    fromJson: (value) => (Array.isArray(value) ? fromList(value) : undefined),
    fromText: (text) => fromList(text.split(',').map((part) => part.trim().toLowerCase())),
  };
}

/** An order of the list. */
export const sortOrder: Kind<JobSort> = {
  allowed: { json: `a text: ${sortForms}`, text: sortForms },
  fromJson: (value) => (typeof value === 'string' ? (sortIn(value) ?? undefined) : undefined),
  fromText: (text) => sortIn(text) ?? undefined,
};

function textOf(allowed: string, isGood: (text: string) => boolean): Kind<string> {
  const good = (value: unknown): string | undefined =>
    typeof value === 'string' && isGood(value) ? value : undefined;
  return { allowed: { json: allowed, text: allowed }, fromJson: good, fromText: good };
}

function quoted(word: string): string {
  return `"${word}"`;
}
