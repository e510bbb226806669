import { hostname } from 'node:os';
import { isDeepStrictEqual } from 'node:util';
import { asksForArguments } from '../model/filter/column-filter.js';
import type { JobFilter } from '../model/filter.js';
import { changedAt, type JobState, type QueueEvent } from '../model/follow-event.js';
import type { JobId } from '../model/job.js';
import type { JobCounts } from '../model/picture.js';
import type { Problem } from '../model/problem.js';
import {
  type Baseline,
  type Beginning,
  nothingKnown,
  type Stalls,
  stallsOf,
  type Troubles,
  troublesOf,
  workerChanges,
} from './changes/baseline.js';
import { JobKeys, JobStates } from './changes/job-states.js';
import { jobsNow } from './changes/jobs-now.js';
import { type Comparison, type JobsNow, KnownJobs } from './changes/known-jobs.js';
import {
  causesBefore,
  type PassedOver,
  type ReportedChanges,
  readChanges,
  stallChanges,
} from './changes/read-changes.js';
import type { ReadDatabase } from './live-database.js';
import type { PictureReaderOptions } from './picture-reader.js';
import { queueCounts } from './queries/jobs/queue-counts.js';
import type { QueueSource } from './queries/jobs/queue-source.js';
import { readRunning } from './queries/panels/read-workers.js';
import { foreign } from './queries/read-picture.js';
import { readShape } from './tables/database-shape.js';
import { ProcessTable } from './workers/process-table.js';
import { WorkerWatch } from './workers/worker-watch.js';

/** How many jobs an attempt reports at most; the next read continues. */
const mostReported = 5000;
/** How many it reports at first, and at least. */
const firstReported = 500;
const leastReported = 20;

/** At most this many causes are known not to be new. */
const mostCauses = 10_000;

/** What has changed since the last read. */
export interface QueueChanges {
  readonly kind: 'changes';
  readonly asOf: number;
  /** Jobs of the whole queue by status. */
  readonly counts: JobCounts;
  readonly events: readonly QueueEvent[];
  /** Jobs that changed but don't pass the filter. */
  readonly passedOver: readonly PassedOver[];
  /** Whether more has changed, which the next read returns. */
  readonly isMore: boolean;
}

/** The changes, or why they are unknown now. */
export type ChangesResult = QueueChanges | { readonly kind: 'problem'; readonly problem: Problem };

/** Options of the reader. */
export interface ChangesReaderOptions
  extends Pick<PictureReaderOptions, 'clock' | 'workers' | 'lastWritten'> {
  /** The jobs whose changes are reported; counts are those of the whole queue. */
  readonly filter: JobFilter;
  /** Called when workers turn out to be in trouble although nothing was committed, so that a new read can report it. */
  readonly onNews?: () => void;
}

/** What is known between two reads. */
interface Known extends Omit<Baseline, 'jobs'> {
  readonly jobs: KnownJobs;
}

interface Found {
  readonly kind: 'found';
  readonly before: Known;
  readonly comparison: Comparison;
  readonly reported: ReportedChanges;
  readonly troubles: Troubles;
  readonly stalls: Stalls;
  /** What has changed about them. */
  readonly stalled: readonly QueueEvent[];
  readonly counts: JobCounts;
}

/**
 * Reports what changes in a queue, job by job, from one proved instant to the next, each change once: two commits
 * between two reads count as one change. A result counts as reported once it is adopted; the next read adopts it if the
 * caller hasn't. One read at a time.
 */
export class ChangesReader {
  readonly keys = new JobKeys();
  readonly #options: ChangesReaderOptions;
  readonly #database: ReadDatabase;
  readonly #workers: WorkerWatch;
  #known: Known | null = null;
  /** The result of the last read, until it is adopted. */
  #pending: Found | null = null;
  /**
   * How many changes the next attempt reports: fewer after one that was rejected, more after one that left some. Where this
   * machine is busy, a long attempt ends after the writer has reset its WAL, and even more has changed by the next one.
   */
  #most = firstReported;
  #isUnproved = false;

  /** The reader closes the database. */
  constructor(database: ReadDatabase, options: ChangesReaderOptions) {
    this.#options = options;
    this.#database = database;
    const { clock, onNews = () => {} } = options;
    const here = options.workers ?? { host: hostname(), processes: new ProcessTable() };
    this.#workers = new WorkerWatch({ ...here, clock, onNews });
  }

  /** What has changed since the last read; for the first read that succeeds, since `beginning`. Never rejects. */
  async read(beginning: Beginning): Promise<ChangesResult> {
    this.adopt();
    const first = await this.#find(beginning);
    // A process that was found to have ended counts from the next read on; if it had ended before the first read, that
    // isn't news.
    const isNews = this.#workers.end();
    const found = isNews && this.#known === null ? await this.#find(beginning) : first;
    if (found !== first) this.#workers.end();
    else if (isNews) this.#options.onNews?.();
    if (found.kind === 'problem') return found;
    const { value, asOf } = found;
    const isMore = leavesMore(value);
    this.#known = value.before;
    this.#pending = value;
    return {
      kind: 'changes',
      asOf,
      counts: value.counts,
      events: [...value.reported.events, ...this.#otherEvents(value, isMore)],
      passedOver: value.reported.passedOver,
      isMore,
    };
  }

  /** Records that the result of the last read has been reported. */
  adopt(): void {
    const found = this.#pending;
    this.#pending = null;
    if (found === null) return;
    const { before, comparison, reported, troubles, stalls, counts } = found;
    before.jobs.adopt(comparison, reported.count);
    const fresh = reported.events.flatMap((event) => (event.kind === 'cause' ? [event.cause.key] : []));
    this.keys.keepOnly(() => before.jobs.keys());
    this.#known = {
      jobs: before.jobs,
      causes: fresh.length === 0 ? before.causes : new Set([...before.causes, ...fresh].slice(-mostCauses)),
      troubles,
      stalled: new Set(stalls.keys()),
      counts: leavesMore(found) ? before.counts : counts,
    };
  }

  /** The known state of every job, in no particular order. */
  *jobs(): Generator<readonly [id: JobId, state: JobState]> {
    for (const [key, state] of this.#known?.jobs.states() ?? []) yield [this.keys.id(key), state];
  }

  /** The rest of what is known. */
  get known(): Omit<Known, 'jobs'> {
    return this.#known ?? nothingKnown;
  }

  /** See `SnapshotReader.look`. */
  look(): Promise<string> {
    return this.#database.look();
  }

  /** Stops checking workers and reading. */
  close(): Promise<void> {
    this.#workers.close();
    return this.#database.close();
  }

  async #find(
    beginning: Beginning,
  ): Promise<
    | { readonly kind: 'found'; readonly value: Found; readonly asOf: number }
    | Extract<ChangesResult, { kind: 'problem' }>
  > {
    const { clock, lastWritten } = this.#options;
    this.#workers.begin(lastWritten?.() ?? null);
    const result = await this.#database.read((database, walkQueue) => {
      const shape = readShape(database);
      const columns = shape.tables.get('cf_processing_queue');
      if (!columns?.has('id'))
        return { kind: 'problem', problem: foreign(this.#database.path, columns !== undefined) } as const;
      const queue = walkQueue(shape).queue();
      const now = jobsNow({ database, shape }, queue.index, this.keys);
      return this.#compare({ database, shape, queue }, now, beginning, clock());
    }, asksForArguments(this.#options.filter));
    if (result.kind === 'problem') return result;
    const { value, asOf } = result;
    if (value.kind === 'problem') return value;
    this.#isUnproved = false;
    if (leavesMore(value)) this.#most = Math.min(mostReported, 2 * this.#most);
    return { kind: 'found', value, asOf };
  }

  #compare(source: QueueSource, now: JobsNow, beginning: Beginning, asOf: number): Found {
    const { filter } = this.#options;
    const running = readRunning(source, this.#workers);
    const [troubles, stalls] = [troublesOf(running), stallsOf(running)];
    const { counts } = queueCounts(source);
    const current = { troubles, stalled: new Set(stalls.keys()), counts };
    const before = this.#known ?? begin(source, now, beginning, current);
    const comparison = before.jobs.compare(now);
    if (this.#isUnproved) this.#most = Math.max(leastReported, Math.floor(this.#most / 4));
    this.#isUnproved = true;
    const reported = readChanges(source, this.keys, comparison, filter, before.causes, asOf, this.#most);
    const stalled = stallChanges(source, before.stalled, stalls, filter, asOf);
    return { kind: 'found', before, comparison, reported, troubles, stalls, stalled, counts };
  }

  #otherEvents({ before, troubles, stalled, counts }: Found, isMore: boolean): readonly QueueEvent[] {
    const workers = workerChanges(before.troubles, troubles, this.#options.filter.worker ?? null);
    const others = [...workers, ...stalled];
    // While there are more changes to report, the counts would be ahead of them.
    const isNew = !isMore && before.counts !== null && !isDeepStrictEqual(before.counts, counts);
    return isNew ? [...others, { kind: 'counts', counts }] : others;
  }
}

function leavesMore({ reported, comparison }: Found): boolean {
  return 2 * reported.count < comparison.pairs.length;
}

function begin(
  source: QueueSource,
  now: JobsNow,
  beginning: Beginning,
  current: Pick<Known, 'troubles' | 'stalled' | 'counts'>,
): Known {
  switch (beginning.kind) {
    case 'now':
      return {
        ...current,
        jobs: KnownJobs.present(now),
        causes: causesBefore(source, Number.POSITIVE_INFINITY),
      };
    case 'since':
      return {
        ...current,
        jobs: new KnownJobs(unchangedSince(now, beginning.at)),
        causes: causesBefore(source, beginning.at),
      };
    case 'baseline': {
      const { jobs, ...rest } = beginning.baseline;
      return { ...rest, jobs: new KnownJobs(jobs), counts: rest.counts ?? current.counts };
    }
  }
}

/** The jobs whose state hasn't changed since an instant. */
function unchangedSince(now: JobsNow, at: number): JobStates {
  const { states } = now.states([...now.parts()]);
  const earlier = new JobStates(states.count);
  for (let index = 0; index < states.count; index += 1) {
    const state = states.state(index);
    if (state !== null && (changedAt(state) ?? Number.NEGATIVE_INFINITY) < at) earlier.addFrom(states, index);
  }
  return earlier;
}
