import { jobErrorInBrief, oneLine, verdictIn } from './causes.js';
import { isByUser, type Job, type JobId, jobsInWords } from './job.js';
import type { JobCounts, Picture } from './picture.js';
import { grouped, shortened } from './text.js';
import { type TroubleCounts, workerNameOf } from './worker.js';

/** Ends are written in whole seconds, and some time before they are committed. In ms. */
export const commitDelayMs = 2000;

/** What differs between two pictures of one database. */
export interface Changes {
  /** How many jobs failed, including those missing from the count because another job was retried. */
  readonly failed: number;
  /** Those of them that are in the window: jobs that the earlier window had too come first, then the newest failure. */
  readonly failedJobs: readonly Job[];
  /** How many jobs were completed, as far as is known. */
  readonly done: number;
  /** How many were cancelled. */
  readonly cancelled: number;
  /** Those of them in the window whose record says that a user did it. */
  readonly byUser: readonly Job[];
  /** How many more jobs there are; 0 if there are fewer. */
  readonly added: number;
  /** How many more running jobs are in trouble, by kind; 0 if there are fewer. */
  readonly troubles: TroubleCounts;
  /** Jobs in the window that are in a trouble in which they weren't before. */
  readonly troubledJobs: readonly Job[];
}

/**
 * What differs between two pictures, the earlier one first. A window holds few of the jobs, so changes are told by the
 * counts of all jobs, whatever the filter. A change that is missing from the counts, because another job was retried,
 * shows if the job is in the windows of both pictures. While one of the pictures isn't counted yet, only jobs in both
 * windows can tell.
 */
export function changesBetween(before: Picture, after: Picture): Changes {
  const seen = new Map(before.window.jobs.map((job) => [job.id, job]));
  const more = (status: keyof JobCounts) =>
    before.counts === null || after.counts === null ? 0 : after.counts[status] - before.counts[status];
  const failed = after.window.jobs
    .filter((job) => job.status === 'failed')
    .toSorted((one, other) => (other.completedAt ?? 0) - (one.completedAt ?? 0));
  const witnessed = failed.filter((job) => hasFailedSince(seen.get(job.id), job));
  const failures = Math.max(more('failed'), witnessed.length);
  const fresh = failed.filter((job) => !seen.has(job.id) && endedAfter(job, before.asOf));
  const became = (status: Job['status']) =>
    after.window.jobs.filter((job) => job.status === status && isOther(seen.get(job.id), status));
  const moreTroubles = (kind: keyof TroubleCounts) =>
    Math.max(0, (after.troubles?.[kind] ?? 0) - (before.troubles?.[kind] ?? after.troubles?.[kind] ?? 0));
  return {
    failed: Math.max(0, failures),
    failedJobs: [...witnessed, ...fresh].slice(0, Math.max(0, failures)),
    done: Math.max(0, more('complete'), became('complete').length),
    cancelled: Math.max(0, more('cancelled'), became('cancelled').length),
    byUser: became('cancelled').filter(isByUser),
    added: Math.max(0, (jobsIn(after) ?? 0) - (jobsIn(before) ?? jobsIn(after) ?? 0)),
    troubles: {
      gone: moreTroubles('gone'),
      silent: moreTroubles('silent'),
      stalled: moreTroubles('stalled'),
    },
    troubledJobs: after.window.jobs.filter(
      ({ id, trouble }) => trouble !== null && trouble.kind !== seen.get(id)?.trouble?.kind,
    ),
  };
}

function jobsIn({ counts }: Picture): number | null {
  return counts === null
    ? null
    : Object.values(counts).reduce((sum: number, count: number) => sum + count, 0);
}

/** A job that was retried and failed again counts again, even if both happened between two pictures. */
function hasFailedSince(before: Job | undefined, job: Job): boolean {
  return before !== undefined && (before.status !== 'failed' || before.retryCount < job.retryCount);
}

function isOther(before: Job | undefined, status: Job['status']): boolean {
  return before !== undefined && before.status !== status;
}

function endedAfter({ completedAt }: Job, asOf: number): boolean {
  return completedAt !== null && completedAt > asOf - commitDelayMs;
}

/** What an entry of the feed is about. */
export const feedKinds = [
  'failed',
  'cause',
  'done',
  'cancelled',
  'operator',
  'added',
  'gone',
  'silent',
  'stalled',
  'empty',
  'away',
  'back',
  'start',
  'own',
] as const;

/** One of these. */
export type FeedKind = (typeof feedKinds)[number];

/** One thing that happened, or several of one kind within a minute. Times in ms since the epoch. */
export interface FeedEntry {
  /** Unique in a feed; newer entries have greater numbers. */
  readonly id: number;
  readonly kind: FeedKind;
  /** When the first and the last of them were seen. */
  readonly from: number;
  readonly at: number;
  /** How many there are, at least 1. */
  readonly count: number;
  /** What is known of some of them, a few words each. Untrusted, bounded. */
  readonly words: readonly string[];
  /** The jobs that it is about, as far as they are known, the latest first; at most {@link mostIds}. */
  readonly ids: readonly JobId[];
}

/** What is new to a feed. */
export type FeedNews = Pick<FeedEntry, 'kind' | 'count' | 'words' | 'ids'>;

const weekMs = 7 * 86_400_000;

/** How many entries are kept: the latest ones, and for some time up to another number. */
interface Room {
  readonly count: number;
  readonly untilMs: number;
  readonly most: number;
}

/** As causes and lost workers make one entry a minute at most, a week of them has room. */
const ofWeek: Room = { count: 2000, untilMs: weekMs, most: weekMs / 60_000 };
/** What goes on all the time makes room for nothing but itself. */
const rooms = {
  own: ofWeek,
  cause: ofWeek,
  gone: ofWeek,
  others: { count: 1000, untilMs: 0, most: 1000 },
  usual: { count: 500, untilMs: 0, most: 500 },
} as const satisfies Record<string, Room>;

/** No feed has more entries. */
export const mostEntries = Object.values(rooms).reduce((sum, { most }) => sum + most, 0);

function roomOf({ kind }: FeedEntry): keyof typeof rooms {
  if (kind === 'own' || kind === 'cause' || kind === 'gone') return kind;
  return kind === 'done' || kind === 'added' ? 'usual' : 'others';
}

/** The entries, the newest first, that there is room for at an instant, ms. */
function latest(feed: readonly FeedEntry[], now: number): readonly FeedEntry[] {
  const counts = new Map<string, number>();
  return feed.filter((entry) => {
    const room = roomOf(entry);
    const nth = (counts.get(room) ?? 0) + 1;
    counts.set(room, nth);
    const { count, untilMs, most } = rooms[room];
    return nth <= count || (nth <= most && now - entry.at < untilMs);
  });
}

/** No entry names more jobs, */
export const mostIds = 20;
/** nor has it more words, none of which is longer, nor all of them. */
export const mostWords = 4;
export const longestWords = 300;
const longestAll = 600;
/** This many words are shown. */
const mostShown = 3;
/** Things of one kind that happen within this, ms, make one entry. */
const mergedMs = 60_000;

/**
 * The feed with the news of an instant (ms), the newest entry first. What happens all the time makes one entry a
 * minute.
 */
export function withNews(
  feed: readonly FeedEntry[],
  news: readonly FeedNews[],
  at: number,
): readonly FeedEntry[] {
  let next = feed;
  for (const each of news) {
    const words = bounded(each.words);
    const ids = [...new Set(each.ids)].slice(0, mostIds);
    const id = 1 + next.reduce((greatest, entry) => Math.max(greatest, entry.id), 0);
    // What the operator did is an entry each time.
    const known =
      each.kind === 'own'
        ? undefined
        : next.find(({ kind, from }) => kind === each.kind && from <= at && at - from < mergedMs);
    const entry: FeedEntry =
      known === undefined
        ? { ...each, words, ids, id, from: at, at }
        : {
            ...known,
            at,
            count: known.count + each.count,
            words: bounded([...words, ...known.words]),
            ids: [...new Set([...ids, ...known.ids])].slice(0, mostIds),
          };
    next = [entry, ...next.filter((other) => other !== known)];
  }
  return next === feed ? feed : latest(next, at);
}

function bounded(words: readonly string[]): readonly string[] {
  let left = longestAll;
  return [...new Set(words.map((text) => shortened(text, longestWords)))]
    .slice(0, mostWords)
    .filter((text) => {
      left -= text.length;
      return left >= 0;
    });
}

/** What the changes between two pictures tell. `isEmpty`: no job waits any more. */
export function newsIn(changes: Changes, isEmpty: boolean): readonly FeedNews[] {
  const { failed, failedJobs, done, cancelled, byUser, added, troubles, troubledJobs } = changes;
  const inTrouble = (kind: keyof TroubleCounts) => troubledJobs.filter((job) => job.trouble?.kind === kind);
  // Each goes before the others: what matters most is added last.
  return [
    ...newsOf('added', added),
    ...newsOf('cancelled', cancelled - byUser.length),
    ...newsOf('operator', byUser.length, byUser),
    ...newsOf('done', done),
    ...newsOf('empty', isEmpty ? 1 : 0),
    ...newsOf('stalled', troubles.stalled, inTrouble('stalled')),
    ...newsOf('silent', troubles.silent),
    ...newsOf('gone', troubles.gone, inTrouble('gone'), workerOf),
    ...newsOf('failed', failed, failedJobs, errorAndName),
  ];
}

function newsOf(
  kind: FeedKind,
  count: number,
  jobs: readonly Job[] = [],
  say: (job: Job) => string = nameOf,
): readonly FeedNews[] {
  if (count <= 0) return [];
  return [{ kind, count, words: [...new Set(jobs.map(say))], ids: jobs.map(({ id }) => id) }];
}

/** An entry as a sentence: words of ours around untrusted text. */
export function feedSentence(entry: FeedEntry): string {
  const { kind, count, words, ids, from, at } = entry;
  const [first = ''] = words;
  const jobs = jobsInWords(count, ids);
  // One worker may run several jobs, and jobs are what was counted.
  const workers = count === 1 ? 'the worker of 1 job is' : `the workers of ${grouped(count)} jobs are`;
  const span = at - from < 1000 ? '' : ` in ${Math.round((at - from) / 1000)}s`;
  const named = words.slice(0, mostShown).filter((text) => text !== '');
  const known = kind === 'gone' || ids.length === 0 ? words.length : ids.length;
  const more = known < count || words.length > mostShown ? ', \u2026' : '';
  const others = named.length === 0 ? '' : `: ${named.join(', ')}${more}`;
  switch (kind) {
    case 'failed':
      return `${jobs} failed${span}${others}`;
    case 'gone':
      if (count === 1 && ids.length === 1) return `worker ${first} of ${jobs} is gone`;
      return `${workers} gone${others}`;
    case 'silent':
      return `${workers} silent`;
    case 'stalled':
      return `${jobs} ${count === 1 ? 'has' : 'have'} stalled${others}`;
    case 'cause':
      return count === 1 ? `new cause: ${first}` : `${grouped(count)} new causes${others}`;
    case 'done':
      return `${jobs} done${span}`;
    case 'cancelled':
      return `${jobs} cancelled${span}`;
    case 'operator':
      return count === 1 && ids.length === 1
        ? `an operator cancelled ${jobs}`
        : `${jobs} cancelled by operators${span}`;
    case 'added':
      return `${jobs} queued${span}`;
    case 'empty':
      return 'the queue is empty';
    case 'away':
      return `the database can't be read: ${first.replace(/\.$/, '')}`;
    case 'back':
      return 'the database is read again';
    case 'start':
      return 'Jobs View was started';
    case 'own':
      return `you ${first}`;
  }
}

function nameOf({ name }: Job): string {
  return name;
}

function errorOf(job: Job): string {
  return verdictIn(oneLine(jobErrorInBrief(job)) ?? '').error;
}

/** `DiskFull (fix_parser)`. */
function errorAndName(job: Job): string {
  const [error, name] = [shortened(errorOf(job), 130), shortened(job.name, 60)];
  return error === '' ? name : `${error} (${name})`;
}

function workerOf({ workerHost, workerPid }: Job): string {
  return workerNameOf(workerHost === null ? null : shortened(workerHost, 100), workerPid) ?? '';
}
