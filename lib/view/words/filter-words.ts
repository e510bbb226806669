import { hasMarks, markedCount } from '../../machine/state/job-window.js';
import { openPanel, rulesOf } from '../../machine/state/list-panel.js';
import { activeView, leftOutOf, listedFilter, listedIn, listedSort } from '../../machine/state/listed.js';
import type { JobsState } from '../../machine/state/state.js';
import { causeText } from '../../model/causes.js';
import { countsAny } from '../../model/databases.js';
import { isArgument } from '../../model/filter/column-filter.js';
import { columnFilterText, namesJobs } from '../../model/filter/filter-text.js';
import { durationText, type PointInTime, pointText } from '../../model/filter/point-in-time.js';
import {
  boundsOf,
  defaultFilter,
  filterAt,
  isParticular,
  isSameChoice,
  type JobFilter,
  type ListedStatus,
  narrows,
  statusesIn,
  troublesIn,
} from '../../model/filter.js';
import { type Job, type JobStatus, type JobTrouble, type JobType, jobStatuses } from '../../model/job.js';
import type { JobCounts, Picture } from '../../model/picture.js';
import {
  isDefaultSort,
  isDescending,
  isSameSort,
  type JobSort,
  type SortColumn,
  type SortKey,
} from '../../model/sort.js';
import { type ListedWorkers, workerWanted } from '../../model/worker.js';
import { type Appearance, shownText } from '../appearance.js';
import type { ViewContext } from '../context.js';
import { countOf, countText, workersOf } from '../format/numbers.js';
import { type Clock, clockText } from '../format/times.js';
import type { Part } from '../text/line.js';
import { bulleted, type Segment } from './segments.js';

/** What the order is called with the greatest values first, and with the least first. */
const directions: Readonly<
  Record<SortKey | SortColumn, { readonly falling: string; readonly rising: string }>
> = {
  time: { falling: 'latest first', rising: 'earliest first' },
  start: { falling: 'newest first', rising: 'oldest first' },
  end: { falling: 'latest first', rising: 'earliest first' },
  duration: { falling: 'longest first', rising: 'shortest first' },
  size: { falling: 'largest first', rising: 'smallest first' },
  name: { falling: 'Z to A', rising: 'A to Z' },
  retries: { falling: 'most first', rising: 'fewest first' },
  priority: { falling: 'highest first', rising: 'lowest first' },
  files: { falling: 'most first', rising: 'fewest first' },
  failed: { falling: 'most first', rising: 'fewest first' },
  source: { falling: 'Z to A', rising: 'A to Z' },
  worker: { falling: 'Z to A', rising: 'A to Z' },
};
const directionsOfArguments = { falling: 'greatest first', rising: 'least first' };

/** `longest first`. */
export function directionText(sort: JobSort): string {
  const ways = isArgument(sort.by) ? directionsOfArguments : directions[sort.by];
  return ways[isDescending(sort) ? 'falling' : 'rising'];
}

/** `by duration, longest first`; `by name, A to Z, failed mixed in`. */
export function sortText(sort: JobSort, appearance: Appearance): string {
  const text = `by ${shownText(sort.by, appearance)}, ${directionText(sort)}`;
  return sort.failedFirst ? text : `${text}, failed mixed in`;
}

/** Each status in one word, for the status bar and dialogs. */
export const statusWords: Readonly<Record<ListedStatus, string>> = {
  failed: 'failed',
  gone: 'gone',
  silent: 'silent',
  stalled: 'stalled',
  running: 'running',
  complete: 'done',
  queued: 'queued',
  cancelled: 'cancelled',
  other: 'other',
};

/** `workers of 3 jobs gone`, `1 job stalled`. */
export function inTrouble(jobs: number, kind: JobTrouble['kind']): string {
  return `${kind === 'stalled' ? countOf(jobs, 'job') : workersOf(jobs)} ${statusWords[kind]}`;
}

/** Each type in one word. */
export const typeNames: Readonly<Record<JobType, string>> = {
  scan: 'scan',
  parse: 'parse',
  export: 'export',
  backtest: 'backtest',
  other: 'other',
};

/** What databases call a status where their word says more than ours: not all done jobs did something. */
const tellingWords: Readonly<Partial<Record<JobStatus, string>>> = { running: 'staged', complete: 'skipped' };

/** `skipped`, `staged`: the database's word for a job's status where it says more than ours; else null. */
export function tellingWord({ status, statusText }: Pick<Job, 'status' | 'statusText'>): string | null {
  const word = tellingWords[status];
  return word !== undefined && statusText.trim().toLowerCase() === word ? word : null;
}

/** Precedes the words for a filter, and is enough by itself to say that there is one: it is never left out. */
const filterLabel: Part = {
  text: 'Filter',
  style: 'notice',
  optional: false,
  click: { does: 'press', key: 'f' },
};

const backspaceClears: Part = {
  text: 'Backspace clears',
  style: 'dim',
  optional: true,
  click: { does: 'press', key: 'Backspace' },
};

/**
 * How the list is restricted, sorted or marked, for the status bar: `Filter: parse • failed • "fix" • 12 of 1,247
 * jobs`, `3 marked`, `7 hidden (X)`. Empty if there is nothing to say. The brief form leaves out the key that clears it. If
 * room is short, that key is left out first, then the number of jobs, before the words are cut. Hidden jobs are never.
 */
export function filterWords(
  state: JobsState,
  picture: Picture,
  context: ViewContext,
  { isBrief = false }: { readonly isBrief?: boolean } = {},
): readonly Part[] {
  const marked: Segment = hasMarks(state) ? markedWords(state, picture) : [];
  const panel = openPanel(state);
  const about = panel === null ? 'listed' : rulesOf(panel).about;
  if (about === 'all')
    return bulleted([marked, ...filterSegments(databaseAlone(state), null, context, true)], context);
  const isOfCauses = about === 'failed';
  const listed = isOfCauses ? countedByCause(state) : listedFilter(state);
  const loading = loadingWords(state, context);
  const listedSegments = filterSegments(
    listed,
    isOfCauses ? null : picture,
    context,
    isBrief || isOfCauses || loading.length > 0,
  );
  return bulleted(
    [marked, viewWords(state, context), ...listedSegments, ...sortSegments(state, context), loading],
    context,
  );
}

/** The panel of causes counts failed jobs that pass the filter, whatever statuses and cause that asks for. */
function countedByCause(state: JobsState): JobFilter {
  const { cause: _, ...filter } = listedFilter(state);
  return { ...filter, statuses: defaultFilter.statuses };
}

/** Other panels are about all jobs, except those of databases that aren't shown. */
function databaseAlone(state: JobsState): JobFilter {
  const { database } = listedFilter(state);
  return database === undefined ? defaultFilter : { ...defaultFilter, database };
}

/**
 * `3 marked`, `all 1,204 marked`, and where some of several databases can't be read `all 16 marked in 2 of 4
 * databases`.
 */
function markedWords(state: JobsState, picture: Picture): Segment {
  const count = countText(markedCount(state));
  if (state.allMarked?.but.size !== 0) return [{ text: `${count} marked`, style: 'strong' }];
  const all: Part = {
    text: markedCount(state) === 1 ? 'all marked: 1 job' : `all ${count} marked`,
    style: 'strong',
  };
  const filter = listedFilter(state);
  const { leftOut = 0 } = leftOutOf(picture, filter);
  const listed = listedIn(picture, filter).databases?.length ?? 0;
  if (leftOut === 0) return [all];
  const which = ` in ${countText(listed)} of ${countText(listed + leftOut)} databases`;
  return [all, { text: which, style: 'plain', optional: true }];
}

/** `looking for failed…`, `sorting by size…`: the list that will be shown as soon as it has been read. */
function loadingWords(state: JobsState, context: ViewContext): Segment {
  const { filter, sort } = state;
  const { ellipsis } = context.glyphs;
  if (isSameChoice(listedFilter(state), filter)) {
    if (isSameSort(listedSort(state), sort)) return [];
    return [{ text: `sorting by ${shownText(sort.by, context)}${ellipsis}`, style: 'dim', fit: 'end' }];
  }
  const words = narrows(filter) ? choiceOf(filter, context).flat() : [];
  if (words.length === 0) return [{ text: `clearing the filter${ellipsis}`, style: 'dim' }];
  const chosen = words.map(({ text }) => text).join(', ');
  return [{ text: `loading ${chosen}${ellipsis}`, style: 'dim', fit: 'end' }];
}

/** `by duration, longest first`; nothing for the order in which the program starts. */
function sortSegments(state: JobsState, context: ViewContext): readonly Segment[] {
  const sort = listedSort(state);
  return isDefaultSort(sort) ? [] : [[{ text: sortText(sort, context), style: 'notice', fit: 'end' }]];
}

/** `picture`: the one whose count of matching jobs is given; null for none. */
function filterSegments(
  filter: JobFilter,
  picture: Picture | null,
  context: ViewContext,
  isBrief: boolean,
): readonly Segment[] {
  const hidden = picture === null ? [] : hiddenWords(filter, picture);
  if (!narrows(filter)) return [hidden];
  const { cause } = filter;
  const [[first, ...others] = [], ...rest] = choiceOf(filter, context, picture?.listedWorkers);
  return [
    [filterLabel, ...(first === undefined ? [] : [{ ...first, before: ': ' }]), ...others],
    ...(cause === undefined ? rest : rest.slice(0, -1)),
    picture === null ? [] : matchingWords(picture, cause === undefined),
    hidden,
    // Even cut short, it says more than the count would.
    ...(cause === undefined ? [] : rest.slice(-1)),
    isBrief ? [] : [backspaceClears],
  ];
}

/** `parse`, `failed, running`, `"disk"`, `name "fix"`: the restrictions of a filter. */
function choiceOf(filter: JobFilter, context: ViewContext, listed?: ListedWorkers): readonly Segment[] {
  const { types, statuses, name, text, ids, cause, worker, parser, version, columns = [], database } = filter;
  const parts: Segment[] = [];
  if (database !== undefined) parts.push(named('database', database, context));
  // Where jobs have kinds, those of a kind are runs of it whatever their type, of which they have none.
  if (types !== null && (parser === undefined || context.parserWord === 'parser'))
    parts.push(segment(types.map((type) => typeNames[type]).join(', '), types.length === 0));
  if (narrows({ ...defaultFilter, statuses }) && !(statuses === null && namesJobs(filter))) {
    const words =
      statuses === null ? 'every status' : statuses.map((status) => statusWords[status]).join(', ');
    parts.push(segment(words, statuses?.length === 0));
  }
  if (text !== undefined) parts.push(quoted('', text, context));
  if (name !== '') parts.push(quoted('name ', name, context));
  if (ids !== undefined) parts.push(idsWords(ids, context));
  if (worker !== undefined) parts.push(workerSegment(worker, listed, context));
  if (parser !== undefined) parts.push(named(context.parserWord, parser, context));
  if (version !== undefined) parts.push(quoted('version ', version, context));
  for (const words of timeWords(filter, context)) parts.push(segment(words, false));
  for (const each of columns) parts.push(segment(shownText(columnFilterText(each), context), false));
  if (cause !== undefined) {
    const of = shownText(causeText(cause), context);
    const text = `cause ${of === '' ? context.glyphs.ellipsis : of}`;
    parts.push([{ text, style: 'notice', fit: 'cause' }]);
  }
  return parts;
}

/** `in the last 12h`, `between 2h and 1h ago`, `since yesterday 16:40 UTC`, `until 2026-01-13 10:38 UTC`, `took over 1h`. */
function timeWords(filter: JobFilter, clock: Clock): readonly string[] {
  const bound = (word: string, ms: number | null = null) =>
    ms === null ? [] : [`took ${word} ${durationText(ms)}`];
  const { took } = filter;
  return [...spanWords(filter, clock), ...bound('over', took?.over), ...bound('under', took?.under)];
}

function spanWords(filter: JobFilter, { now, zone }: Clock): readonly string[] {
  const { since, until } = filter;
  if (since?.kind === 'ago' && until?.kind === 'ago')
    return [`between ${durationText(since.ms)} and ${durationText(until.ms)} ago`];
  const at = boundsOf(filterAt(filter, now));
  const instant = (point: PointInTime, ms: number | null, isEnd = false) => {
    if (point.kind !== 'clock')
      return `${pointText(point, isEnd, { ...zone, now })} ${zone.nameAt(ms ?? now)}`;
    return clockText(
      ms ?? now,
      { now, zone },
      ((ms ?? now) + Number(isEnd)) % 60_000 === 0 ? 'minutes' : 'seconds',
    );
  };
  const from =
    since?.kind === 'ago'
      ? `in the last ${durationText(since.ms)}`
      : since && `since ${instant(since, at.since)}`;
  const to =
    until?.kind === 'ago'
      ? `over ${durationText(until.ms)} ago`
      : until && `until ${instant(until, at.until, true)}`;
  return [from ?? [], to ?? []].flat();
}

/** `parse, failed, "fix"`: what a filter lets through, in words. */
export function choiceText(filter: Omit<JobFilter, 'cleared'>, context: ViewContext): string {
  const words = choiceOf({ ...filter, cleared: null }, context).map((segment) =>
    segment.map(({ text }) => text).join(''),
  );
  return words.length === 0 ? 'all but queued' : words.join(', ');
}

/** `view failures`: the one of the configured views that the list shows. */
function viewWords(state: JobsState, context: ViewContext): Segment {
  const view = activeView(state);
  return view === null
    ? []
    : [{ text: `view ${shownText(view.name, context)}`, style: 'notice', fit: 'end' }];
}

/** Empty while the jobs are still being counted, or where they can't be, which the status bar says. */
function matchingWords(picture: Picture, isOptional: boolean): Segment {
  const { counts, window } = picture;
  if (counts === null || !countsAny(picture)) return [];
  const text = `${countText(window.matching)} of ${countOf(totalOf(counts), 'job')}`;
  return [{ text, style: 'notice', ...(isOptional ? { optional: true } : {}) }];
}

/**
 * `7 hidden (X)`: complete jobs that were cleared away, and the key that shows them; without a number where the counts
 * don't tell it. Empty if the filter would show none of them anyway.
 */
function hiddenWords(filter: JobFilter, picture: Picture): Segment {
  const { cleared, types, database: _, ...rest } = filter;
  const statuses = statusesIn(filter) ?? jobStatuses;
  if (cleared === null || !statuses.includes('complete')) return [];
  const { counts, troubles, window, databases = [] } = picture;
  const isWhole = databases.every(({ isIncluded, isListed }) => isListed || !isIncluded);
  const isKnown = types === null && !isParticular({ ...rest, cleared, types }) && isWhole;
  if (counts === null || troubles === null || !isKnown) return hiddenPart('completed');
  const inTrouble = statuses.includes('running') ? [] : troublesIn(filter);
  const all =
    statuses.reduce((sum, status) => sum + counts[status], 0) +
    inTrouble.reduce((sum, kind) => sum + troubles[kind], 0);
  return all > window.matching ? hiddenPart(countText(all - window.matching)) : [];
}

function hiddenPart(which: string): Segment {
  const click = { does: 'press', key: 'X' } as const;
  return [{ text: `${which} hidden (X)`, style: 'dim', optional: false, click }];
}

/** `"disk"`, or with a word before it: `name "fix"`. */
function quoted(before: string, text: string, context: ViewContext): Segment {
  const shown = shownText(text, context);
  const inQuotes = `"${shown === '' ? context.glyphs.ellipsis : shown}"`;
  return [{ text: before + inQuotes, style: 'notice', fit: 'end' }];
}

/** `job 7`, `jobs 7, 12`. */
function idsWords(ids: readonly string[], context: ViewContext): Segment {
  const shown = ids.map((id) => shownText(id, context)).join(', ');
  return segment(`${ids.length === 1 ? 'job' : 'jobs'} ${shown}`, ids.length === 0);
}

/** `worker vm:30534`; a name that begins with the word isn't given it twice. */
function named(what: string, name: string, context: ViewContext): Segment {
  const shown = shownText(name, context);
  const text = shown.toLowerCase().startsWith(what)
    ? shown
    : `${what} ${shown === '' ? context.glyphs.ellipsis : shown}`;
  return [{ text, style: 'notice', fit: 'end' }];
}

/** At most this many of the workers that a filter has found are named. */
const mostNamed = 3;

/**
 * `worker vm:7`, or for a part of names `worker "vm": vm:7, vm:8`, `worker "vm": 12 workers`: those that it has found.
 */
function workerSegment(asked: string, listed: ListedWorkers | undefined, context: ViewContext): Segment {
  const wanted = workerWanted(asked);
  if (wanted.kind === 'name') return named('worker', wanted.name, context);
  const [word] = quoted('worker ', wanted.part, context);
  if (word === undefined || listed === undefined) return word === undefined ? [] : [word];
  const { names, areMore } = listed;
  const found =
    names.length > mostNamed || areMore
      ? `${areMore ? 'more than ' : ''}${countOf(names.length, 'worker')}`
      : names.map((name) => shownText(name, context)).join(', ');
  return [{ ...word, text: `${word.text}: ${found === '' ? 'no worker' : found}` }];
}

function segment(text: string, isNothing: boolean | undefined): Segment {
  return [{ text: isNothing ? 'nothing' : text, style: 'notice', fit: 'end' }];
}

function totalOf(counts: JobCounts): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}
