import {
  type FilterKey,
  filterKeys,
  type ListedStatus,
  listedStatuses,
  listedTypes,
  wordsTyped,
} from '../../model/filter.js';
import type { JobType } from '../../model/job.js';
import type { Picture } from '../../model/picture.js';
import { holdingInAnyCase } from '../../model/text.js';
import { nameWanted, onlyWorker } from '../../model/worker.js';

/** A filter while it is being edited. */
export interface FilterDraft {
  readonly types: ReadonlySet<JobType>;
  readonly statuses: ReadonlySet<ListedStatus>;
  /** What jobs must contain, as `filterTyped` understands it. */
  readonly text: string;
  /** The row in focus: types, then statuses, then the text. */
  readonly row: number;
  /** Whether the text is being typed: only then do letters count as text. */
  readonly typing: boolean;
  /** What was typed before the text was completed, and with which of the suggestions for it; null: it wasn't. */
  readonly completed: { readonly typed: string; readonly at: number } | null;
}

/** First row of the statuses. */
export const statusRow = listedTypes.length;

/** Row of the text. */
export const textRow = listedTypes.length + listedStatuses.length;

/** The key of the word that is being typed, for which the database knows values; null where there is none. */
export function keyTyped({ text, typing }: FilterDraft): FilterKey | null {
  const last = typing ? wordsTyped(text).at(-1) : undefined;
  const isThere = last !== undefined && (last.isQuoted || !/\s$/u.test(text));
  return isThere && (last.key === 'worker' || last.key === 'parser' || last.key === 'cause')
    ? last.key
    : null;
}

/**
 * What the word that is being typed may become: the keys that begin so or, behind a key, what the queue knows that
 * contains it. Untrusted. Empty where there is nothing to suggest, or while that is still being read.
 */
export function suggestions(
  draft: FilterDraft,
  picture: Pick<Picture, 'workers' | 'parsers' | 'causes'> | null,
): readonly { readonly key: FilterKey; readonly value: string }[] {
  const text = draft.completed?.typed ?? draft.text;
  const key = keyTyped({ ...draft, text });
  const last = wordsTyped(text).at(-1);
  if (!draft.typing || last === undefined || (!last.isQuoted && /\s$/u.test(text))) return [];
  const wanted = last.value.toLowerCase();
  if (key === 'worker') {
    const isWanted = holdingInAnyCase(nameWanted(last.value));
    return valuesOf(key, picture)
      .filter(isWanted)
      .map((name) => ({ key, value: onlyWorker(name) }));
  }
  if (key !== null)
    return valuesOf(key, picture)
      .filter((value) => value.toLowerCase().includes(wanted))
      .map((value) => ({ key, value }));
  if (last.key !== null || last.isQuoted || wanted.length < 2) return [];
  return filterKeys.filter((each) => each.startsWith(wanted)).map((each) => ({ key: each, value: '' }));
}

function valuesOf(
  key: FilterKey,
  picture: Pick<Picture, 'workers' | 'parsers' | 'causes'> | null,
): readonly string[] {
  const values =
    key === 'worker'
      ? picture?.workers?.rows.map(({ name }) => name)
      : key === 'parser'
        ? picture?.parsers?.rows.map(({ name }) => name)
        : picture?.causes?.groups.map(({ text }) => text);
  return [...new Set(values)].filter((value) => value !== '');
}
