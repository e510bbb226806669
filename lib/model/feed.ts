import { oneLine, recordInBrief, verdictIn } from '../causes/error.js';
import { isByUser, type Job, type JobId, jobsInWords, jobsNamed } from './job.js';
import type { JobCounts, Picture } from './picture.js';
import { grouped, shortened } from './text.js';
import { type TroubledJob, troubleKinds } from './worker.js';

/** Ends are written in whole seconds, and some time before they are committed. In ms. */
export const commitDelayMs = 2000;

/** Jobs that came into a status. */
export interface Ended {
  readonly count: number;
  /** Those of them that are at hand: jobs that were at hand before come first, then the latest to end. */
  readonly jobs: readonly Job[];
}

/** What differs between two pictures of one database. */
export interface Changes {
  /** Jobs that failed, including those missing from the count because another job was retried. */
  readonly failed: Ended;
  /** How many jobs were completed, as far as is known. */
  readonly done: number;
  readonly cancelled: Ended;
  /** How many more jobs there are; 0 if there are fewer. */
  readonly added: number;
}

/**
 * What differs between two pictures, the earlier one first. Few of the jobs are at hand, so changes are told by the
 * counts of all jobs, whatever the filter. A change that is missing from the counts, because another job was retried,
 * shows if the job is at hand in both pictures. While one of the pictures isn't counted yet, only such jobs can tell.
 */
export function changesBetween(before: Picture, after: Picture): Changes {
  const [seen, now] = [jobsAtHand(before), jobsAtHand(after)];
  const more = (status: keyof JobCounts) =>
    before.counts === null || after.counts === null ? 0 : after.counts[status] - before.counts[status];
  const became = (status: 'failed' | 'complete' | 'cancelled') => {
    const jobs = [...now.values()]
      .filter((job) => job.status === status)
      .toSorted((one, other) => (other.completedAt ?? 0) - (one.completedAt ?? 0));
    const witnessed = jobs.filter((job) => hasBecome(seen.get(job.id), job));
    const count = Math.max(0, more(status), witnessed.length);
    const fresh = jobs.filter((job) => !seen.has(job.id) && endedAfter(job, before.asOf));
    return { count, jobs: [...witnessed, ...fresh].slice(0, count) };
  };
  return {
    failed: became('failed'),
    cancelled: became('cancelled'),
    done: became('complete').count,
    added: Math.max(0, (jobsIn(after) ?? 0) - (jobsIn(before) ?? jobsIn(after) ?? 0)),
  };
}

/** The jobs that a picture brings, wherever the list stands, by their ids. */
export function jobsAtHand({ window, lately = [] }: Picture): ReadonlyMap<JobId, Job> {
  return new Map([...lately, ...window.jobs].map((job) => [job.id, job]));
}

function jobsIn({ counts }: Picture): number | null {
  return counts === null
    ? null
    : Object.values(counts).reduce((sum: number, count: number) => sum + count, 0);
}

/**
 * Whether a job at hand in both pictures has come into its status in between. One that was retried and failed again has,
 * even if both happened between the two.
 */
function hasBecome(before: Job | undefined, job: Job): boolean {
  if (before === undefined) return false;
  return before.status !== job.status || (job.status === 'failed' && before.retryCount < job.retryCount);
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
  /** How many there are, at least 1: workers that are gone or silent, else jobs. */
  readonly count: number;
  /** What is known of some of them, a few words each; workers' names. Untrusted, bounded. */
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
export const mostWords = 20;
export const longestWords = 300;
const longestAll = 600;
/** This many words are shown; of things other than workers, only one more is kept. */
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
    const isOfWorkers = each.kind === 'gone' || each.kind === 'silent';
    const most = isOfWorkers ? mostWords : mostShown + 1;
    const words = bounded(each.words, most);
    const ids = [...new Set(each.ids)].slice(0, mostIds);
    const id = 1 + next.reduce((greatest, entry) => Math.max(greatest, entry.id), 0);
    // What the operator did is an entry each time.
    const known =
      each.kind === 'own'
        ? undefined
        : next.find(({ kind, from }) => kind === each.kind && from <= at && at - from < mergedMs);
    // A worker is lost once, however many of its jobs are found without it.
    const again = isOfWorkers ? words.filter((name) => known?.words.includes(name)).length : 0;
    const entry: FeedEntry =
      known === undefined
        ? { ...each, words, ids, id, from: at, at }
        : {
            ...known,
            at,
            count: known.count + each.count - again,
            words: bounded([...words, ...known.words], most),
            ids: [...new Set([...ids, ...known.ids])].slice(0, mostIds),
          };
    next = [entry, ...next.filter((other) => other !== known)];
  }
  return next === feed ? feed : latest(next, at);
}

function bounded(words: readonly string[], most: number): readonly string[] {
  let left = longestAll;
  const all = [...new Set(words.map((text) => shortened(text, longestWords)))].slice(0, most);
  return all.filter(({ length }) => {
    left -= length;
    return left >= 0;
  });
}

/** What the changes between two pictures tell. `isEmpty`: no job waits any more. */
export function newsIn({ failed, cancelled, done, added }: Changes, isEmpty: boolean): readonly FeedNews[] {
  const byUser = cancelled.jobs.filter(isByUser);
  const others = cancelled.jobs.filter((job) => !isByUser(job));
  // Each goes before the others: what matters most is added last.
  return [
    ...newsOf('added', added),
    ...newsOf('cancelled', cancelled.count - byUser.length, others),
    ...newsOf('operator', byUser.length, byUser),
    ...newsOf('done', done),
    ...newsOf('empty', isEmpty ? 1 : 0),
    ...newsOf('failed', failed.count, failed.jobs, errorAndName),
  ];
}

function newsOf(
  kind: FeedKind,
  count: number,
  jobs: readonly Job[] = [],
  say: (job: Job) => string = ({ name }) => name,
): readonly FeedNews[] {
  if (count <= 0) return [];
  return [{ kind, count, words: [...new Set(jobs.map(say))], ids: jobs.map(({ id }) => id) }];
}

/** No more of a worker's name is told. */
const longestName = 100;

/** What troubles tell that are new, the worst last; `jobs`: those at hand. */
export function newsOfTroubles(
  troubled: readonly TroubledJob[],
  jobs: ReadonlyMap<JobId, Job>,
): readonly FeedNews[] {
  return troubleKinds.toReversed().flatMap((kind): readonly FeedNews[] => {
    const those = troubled.filter((each) => each.kind === kind);
    if (those.length === 0) return [];
    const ids = those.map(({ id }) => id);
    if (kind === 'stalled') {
      const names = ids.flatMap((id) => jobs.get(id)?.name || []);
      return [{ kind, count: ids.length, words: [...new Set(names)], ids }];
    }
    // Whose record names nobody has a worker of its own.
    const names = those.flatMap(({ worker }) => (worker === null ? [] : [shortened(worker, longestName)]));
    const workers = [...new Set(names)];
    return [{ kind, count: workers.length + those.length - names.length, words: workers, ids }];
  });
}

/** An entry as a sentence: words of ours around untrusted text. */
export function feedSentence(entry: FeedEntry): string {
  const { kind, count, words, ids, from, at } = entry;
  const [first = ''] = words;
  const jobs = jobsInWords(count, ids);
  const span = at - from < 1000 ? '' : ` in ${Math.round((at - from) / 1000)}s`;
  const named = words.slice(0, mostShown).filter((text) => text !== '');
  const known = kind === 'gone' || kind === 'silent' || ids.length === 0 ? words.length : ids.length;
  const more = known < count || words.length > mostShown ? ', \u2026' : '';
  const others = named.length === 0 ? '' : `: ${named.join(', ')}${more}`;
  switch (kind) {
    case 'failed':
      return `${jobs} failed${span}${others}`;
    case 'gone':
    case 'silent':
      return workersInWords(entry, others);
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

/** `worker host:7 of jobs 5 and 6 is gone`, `3 workers are gone: host:7, host:8, host:9 (jobs 5, 6, 7, …)`. */
function workersInWords({ kind, count, words: [first], ids }: FeedEntry, others: string): string {
  const jobs = jobsNamed(ids);
  if (count > 1) return `${grouped(count)} workers are ${kind}${others}${jobs === '' ? '' : ` (${jobs})`}`;
  const worker = first === undefined ? 'a worker' : `worker ${first}`;
  return `${worker}${jobs === '' ? '' : ` of ${jobs}`} is ${kind}`;
}

/** `DiskFull (fix_parser)`. */
function errorAndName(job: Job): string {
  const { error } = verdictIn(oneLine(recordInBrief(job)) ?? '');
  const name = shortened(job.name, 60);
  return error === '' ? name : `${shortened(error, 130)} (${name})`;
}
