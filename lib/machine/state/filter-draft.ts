import {
  columnKeyWords,
  type FilterKey,
  filterKeys,
  filterTyped,
  keyWord,
  listedStatusChoices,
  namesJobs,
  type ParserWord,
  typeChoices,
  wordsTyped,
} from '../../model/filter/filter-text.js';
import type { Clocks } from '../../model/filter/point-in-time.js';
import {
  isTrouble,
  type JobFilter,
  type ListedStatus,
  listedStatuses,
  listedTypes,
} from '../../model/filter.js';
import type { JobType } from '../../model/job.js';
import { type Answers, suggesting } from '../../model/panels/questions.js';
import type { Picture } from '../../model/picture.js';
import { holdingInAnyCase } from '../../model/text.js';
import { nameWanted, onlyWorker, troubleKinds } from '../../model/worker.js';

/** A filter while it is being edited. */
export interface FilterDraft {
  readonly types: ReadonlySet<JobType>;
  /** Whether types can be checked: other programs' queues have none of ours. */
  readonly hasTypes: boolean;
  /** By which key the text asks for a parser. */
  readonly parserKey: ParserWord;
  readonly statuses: ReadonlySet<ListedStatus>;
  /** Whether the operator chose these statuses: otherwise a text that names jobs looks for them in every status. */
  readonly isChosen: boolean;
  /** Which jobs are wanted, as `filterTyped` understands it. */
  readonly text: string;
  /** What the zone of the times in it is called, see `zonesOf`. */
  readonly zones: readonly string[];
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

/**
 * The key of the word that is being typed, for which the database knows values, or `args` for which it knows names; null
 * where there is none.
 */
export function keyTyped({ text, completed, typing }: FilterDraft): FilterKey | 'args' | null {
  const typed = completed?.typed ?? text;
  const last = typing ? wordsTyped(typed).at(-1) : undefined;
  if (last === undefined || (!last.isQuoted && /\s$/u.test(typed))) return null;
  if (isNameBegun(last)) return 'args';
  return last.key !== null && suggesting[last.key] !== undefined ? last.key : null;
}

/** Whether a word is the beginning of a name of an argument: `args.us`. */
function isNameBegun({ key, column, isQuoted, value }: ReturnType<typeof wordsTyped>[number]): boolean {
  return key === null && column === null && !isQuoted && /^args[.[]/i.test(value);
}

/** What is checked: whatever the boxes say, statuses and types that are typed count. */
export function checkedIn(draft: FilterDraft): Pick<FilterDraft, 'types' | 'statuses'> {
  const { types, statuses: boxes, isChosen, text } = draft;
  const typed = filterTyped(text, undefined);
  const statuses = !isChosen && namesJobs(typed) ? new Set(listedStatuses) : boxes;
  return {
    types: typed.types === undefined ? types : new Set(typed.types),
    statuses: typed.statuses === undefined ? statuses : new Set(withTroubles(typed.statuses)),
  };
}

/** Statuses as the list needs them: 'running' stands for those of jobs whose worker is in trouble, too. */
export function withTroubles(statuses: readonly ListedStatus[]): readonly ListedStatus[] {
  return statuses.includes('running') ? [...statuses, ...troubleKinds] : statuses;
}

/**
 * The filter that the dialog is set to; the rest of it, and the key of its cause, are those of the filter before. A
 * group with nothing checked restricts nothing, just like one with everything checked. Times are those of the clocks.
 */
export function draftedFilter(
  draft: FilterDraft,
  { cleared, database, cause }: JobFilter,
  clocks: Clocks,
): JobFilter {
  const { statuses, types } = checkedIn(draft);
  const { statuses: _, types: __, ...typed } = filterTyped(draft.text, cause, clocks);
  return {
    cleared,
    ...(database === undefined ? {} : { database }),
    ...typed,
    types:
      types.size === 0 || types.size === listedTypes.length
        ? null
        : listedTypes.filter((each) => types.has(each)),
    statuses: chosenStatuses(statuses),
  };
}

/** The statuses to list, null for all. 'running' includes jobs whose worker is in trouble. */
function chosenStatuses(statuses: ReadonlySet<ListedStatus>): readonly ListedStatus[] | null {
  const isWhole = listedStatuses.every((status) => isTrouble(status) || statuses.has(status));
  if (isWhole || statuses.size === 0) return null;
  return listedStatuses.filter(
    (status) => statuses.has(status) && !(isTrouble(status) && statuses.has('running')),
  );
}

/** The text without a last word that may be about to become another: one letter, or the beginning of a key. */
export function settledText(draft: FilterDraft): string {
  const { text } = draft;
  const last = wordsTyped(text).at(-1);
  if (last === undefined || last.key !== null || last.column !== null || last.isQuoted || /\s$/u.test(text))
    return text;
  const isOpen = [...last.value].length < 2 || isNameBegun(last) || suggestions(draft, null).length > 0;
  return isOpen ? text.slice(0, last.from) : text;
}

/**
 * What the word that is being typed may become: the keys that begin so, without a key of their own where they are of
 * columns or arguments, or, behind a key, what the queue knows that contains it. Untrusted. Empty where there is nothing to
 * suggest, or while that is still being read.
 */
export function suggestions(
  draft: FilterDraft,
  picture: (Answers & Pick<Picture, 'argKeys'>) | null,
): readonly { readonly key: FilterKey | null; readonly value: string }[] {
  const text = draft.completed?.typed ?? draft.text;
  const key = keyTyped(draft);
  const last = wordsTyped(text).at(-1);
  if (!draft.typing || last === undefined || (!last.isQuoted && /\s$/u.test(text))) return [];
  const wanted = last.value.toLowerCase();
  if (key === 'args')
    return (picture?.argKeys ?? [])
      .filter((name) => name.toLowerCase().startsWith(wanted))
      .map((name) => ({ key: null, value: `${name}:` }))
      .filter(({ value }) => wordsTyped(value)[0]?.value === '');
  if (key === 'worker') {
    const isWanted = holdingInAnyCase(nameWanted(last.value));
    return valuesOf(key, picture)
      .filter(isWanted)
      .map((name) => ({ key, value: onlyWorker(name) }));
  }
  const words = last.key === null ? undefined : wordsOf[last.key];
  if (last.key !== null && words !== undefined) {
    const from = last.value.lastIndexOf(',') + 1;
    const [before, part] = [last.value.slice(0, from), wanted.slice(from)];
    return words
      .filter((each) => each.startsWith(part))
      .map((each) => ({ key: last.key ?? 'status', value: before + each }));
  }
  if (key !== null)
    return valuesOf(key, picture)
      .filter((value) => value.toLowerCase().includes(wanted))
      .map((value) => ({ key, value }));
  if (last.key !== null || last.column !== null || last.isQuoted || wanted.length < 2) return [];
  return [
    ...keysOf(draft)
      .filter((each) => keyWord(each, draft.parserKey).startsWith(wanted))
      .map((each) => ({ key: each, value: '' })),
    ...columnKeyWords.filter((each) => each.startsWith(wanted)).map((each) => ({ key: null, value: each })),
  ];
}

/** The keys that mean something in the queues that are shown. */
export function keysOf({ hasTypes }: Pick<FilterDraft, 'hasTypes'>): readonly FilterKey[] {
  return hasTypes ? filterKeys : filterKeys.filter((key) => key !== 'type' && key !== 'version');
}

const wordsOf: { readonly [K in FilterKey]?: readonly string[] } = {
  status: listedStatusChoices,
  type: typeChoices,
  since: ['1h', '12h', '24h', '7d', 'today', 'yesterday'],
  until: ['1h', '12h', '24h', '7d', 'today', 'yesterday'],
};

function valuesOf(key: FilterKey, answers: Answers | null): readonly string[] {
  const values = answers === null ? [] : suggesting[key]?.values(answers);
  return [...new Set(values)].filter((value) => value !== '');
}
