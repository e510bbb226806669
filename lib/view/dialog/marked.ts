import { causeText } from '../../model/causes.js';
import { isTrouble, type JobFilter, type ListedStatus, listedStatuses } from '../../model/filter.js';
import type { JobTrouble } from '../../model/job.js';
import { changeable, changedBy, type JobAction, runningIn, type Tally } from '../../model/marks.js';
import { type WorkerWanted, workerWanted } from '../../model/worker.js';
import { shownText } from '../appearance.js';
import type { ViewContext } from '../context.js';
import { countText, plural } from '../format/numbers.js';
import { clip } from '../text/width.js';
import { typeNames } from '../words/filter-words.js';

/** The width of one name in the words for a filter, in cells. */
const longestName = 40;

/** `1,204 failed parse jobs of parser fix`: the marked jobs of a filtered list that an action would change. */
export function changedInWords(
  tally: Tally,
  change: JobAction,
  count: number,
  filter: JobFilter,
  context: ViewContext,
): string {
  const [only, ...others] = changedIn(tally, change);
  const status = only === undefined || others.length > 0 ? '' : (adjectives[only] ?? '');
  const kind =
    change === 'stop' ? 'running backtest' : [status, typesOf(filter), 'job'].filter(Boolean).join(' ');
  const trouble = only !== undefined && others.length === 0 && isTrouble(only) ? only : null;
  // A worker that the filter names is said to be in trouble where it is named.
  const behind =
    trouble === null || filter.worker !== undefined ? '' : troublesOf[trouble][count === 1 ? 0 : 1];
  return [countText(count), plural(count, kind), behind, ...filterPhrases(filter, context, trouble)]
    .filter(Boolean)
    .join(' ');
}

/**
 * `all 12 failed parse jobs of worker vm:7`: the failed jobs of a filtered list, however many; empty if the filter
 * names no such thing.
 */
export function failedInWords(count: number | null, filter: JobFilter, context: ViewContext): string {
  const { types, name, text, ids, worker } = filter;
  const parts = [text, ids, worker];
  if (types === null && name === '' && parts.every((part) => part === undefined)) return '';
  const kind = ['failed', typesOf(filter), 'job'].filter(Boolean).join(' ');
  const which =
    count === 1 ? ['the', kind] : ['all', count === null ? '' : countText(count), plural(2, kind)];
  return [...which, ...filterPhrases(filter, context)].filter(Boolean).join(' ');
}

/** `1,204 failed, 3 cancelled`: the same by status; empty if all have the same one. */
export function changedByStatus(tally: Tally, change: JobAction): string {
  const statuses = change === 'stop' ? [] : changedIn(tally, change);
  if (statuses.length < 2) return '';
  return statuses
    .map((status) => {
      const count = countText(tally.counts[status]);
      return `${count} ${isTrouble(status) ? troubles[status] : adjectives[status]}`;
    })
    .join(', ');
}

/**
 * `36 are running, 900 are done: not retried`: the marked jobs that are left alone; empty if none is. `count` is how
 * many are changed.
 */
export function leftAlone(tally: Tally, change: JobAction, count: number): string {
  const others = listedStatuses.filter((status) => !changedBy[change].includes(status));
  const left = others.flatMap((status): string[] => {
    const number = tally.counts[status];
    return number === 0 ? [] : [`${countText(number)} ${inWords[status][number === 1 ? 0 : 1]}`];
  });
  const other = change === 'stop' ? runningIn(tally) - tally.backtests : 0;
  if (other > 0) left.push(`${countText(other)} ${other === 1 ? 'is no backtest' : 'are no backtests'}`);
  const nameless = changeable(tally, change) - count;
  if (nameless > 0) left.push(`${countText(nameless)} without an id of their own`);
  return left.length === 0 ? '' : `${left.join(', ')}: not ${done[change]}`;
}

const done: Readonly<Record<JobAction, string>> = { retry: 'retried', cancel: 'cancelled', stop: 'stopped' };

const adjectives: Readonly<Partial<Record<ListedStatus, string>>> = {
  failed: 'failed',
  running: 'running',
  queued: 'queued',
  cancelled: 'cancelled',
};

const troubles: Readonly<Partial<Record<ListedStatus, string>>> = {
  gone: 'whose worker is gone',
  silent: 'with a silent worker',
  stalled: 'stalled',
};

/** What is wrong with one job, and with several. */
const troublesOf: Readonly<Record<JobTrouble['kind'], readonly [one: string, many: string]>> = {
  gone: ['whose worker is gone', 'whose workers are gone'],
  silent: ['with a silent worker', 'with silent workers'],
  stalled: ['that has stalled', 'that have stalled'],
};

/** The status of one job in words, and that of several. */
const inWords: Readonly<Record<ListedStatus, readonly [one: string, many: string]>> = {
  failed: ['has failed', 'have failed'],
  gone: ['is without a worker', 'are without a worker'],
  silent: ['has a silent worker', 'have a silent worker'],
  stalled: ['has stalled', 'have stalled'],
  running: ['is running', 'are running'],
  complete: ['is done', 'are done'],
  queued: ['is queued', 'are queued'],
  cancelled: ['is cancelled', 'are cancelled'],
  other: ['is in another status', 'are in another status'],
};

function changedIn({ counts }: Tally, change: JobAction): readonly ListedStatus[] {
  return changedBy[change].filter((status) => counts[status] > 0);
}

function typesOf({ types }: JobFilter): string {
  return types?.map((type) => typeNames[type]).join(' or ') ?? '';
}

function filterPhrases(
  { name, text, ids, worker, parser, cause }: JobFilter,
  context: ViewContext,
  trouble: JobTrouble['kind'] | null = null,
): readonly string[] {
  const state = trouble === null ? '' : ` (${trouble})`;
  const shown = (text: string) => clip(shownText(text, context), longestName, context.glyphs.ellipsis);
  return [
    name === '' ? '' : `with "${shown(name)}" in their name`,
    text === undefined ? '' : `containing "${shown(text)}"`,
    ids === undefined ? '' : `with the ${ids.length === 1 ? 'id' : 'ids'} ${shown(ids.join(', '))}`,
    worker === undefined ? '' : workerPhrase(workerWanted(worker), shown) + state,
    parser === undefined ? '' : `of ${context.parserWord} ${shown(parser)}`,
    cause === undefined ? '' : `of cause ${shown(causeText(cause))}`,
  ];
}

function workerPhrase(wanted: WorkerWanted, shown: (text: string) => string): string {
  return wanted.kind === 'name'
    ? `of worker ${shown(wanted.name)}`
    : `of workers with "${shown(wanted.part)}" in their name`;
}
