import { hostname } from 'node:os';
import { isDeepStrictEqual } from 'node:util';
import type { JobFilter } from '../model/filter.js';
import type { QueueEvent } from '../model/follow-event.js';
import { changedAt } from '../model/job-change.js';
import type { JobCounts } from '../model/picture.js';
import type { Problem } from '../model/problem.js';
import type { Baseline, Beginning } from './changes/baseline.js';
import { JobKeys } from './changes/job-keys.js';
import { JobStates } from './changes/job-states.js';
import { jobsNow } from './changes/jobs-now.js';
import { type Comparison, type JobsNow, KnownJobs } from './changes/known-jobs.js';
import { causesBefore, type PassedOver, readChanges, type ToldChanges } from './changes/read-changes.js';
import { type Troubles, troublesOf, workerChanges } from './changes/worker-changes.js';
import { lastWrittenAt } from './files/last-written.js';
import { LiveDatabase } from './live-database.js';
import type { QueueSource } from './queries/list-of.js';
import { queueCounts } from './queries/queue-counts.js';
import { foreign } from './queries/read-picture.js';
import { readRunning } from './queries/read-workers.js';
import { readShape } from './tables/database-shape.js';
import { ProcessTable } from './workers/process-table.js';
import { WorkerWatch, type WorkerWatchOptions } from './workers/worker-watch.js';

/** What has changed since the last read. */
export interface QueueChanges {
  readonly kind: 'changes';
  readonly asOf: number;
  /** Jobs of the whole queue by status. */
  readonly counts: JobCounts;
  readonly events: readonly QueueEvent[];
  /** Jobs that changed, and that the filter doesn't let through. */
  readonly passedOver: readonly PassedOver[];
  /** Whether more has changed, which the next read tells. */
  readonly isMore: boolean;
}

/** The same, or why it isn't known now. */
export type ChangesResult = QueueChanges | { readonly kind: 'problem'; readonly problem: Problem };

/** Options of the reader. */
export interface ChangesReaderOptions {
  /** Ms since the epoch. */
  readonly clock: () => number;
  /** Which jobs' changes are told; counts are those of the whole queue. */
  readonly filter: JobFilter;
  /** Called when workers turn out to be in trouble though nothing was committed, so that a new read can tell. */
  readonly onNews?: () => void;
  /** Where workers run whose processes can be checked; default: on this host. */
  readonly workers?: Pick<WorkerWatchOptions, 'host' | 'processes'>;
}

/** What is known between two reads. */
interface Known {
  readonly jobs: KnownJobs;
  readonly causes: ReadonlySet<string>;
  readonly troubles: Troubles;
  readonly counts: JobCounts | null;
}

interface Found {
  readonly kind: 'found';
  readonly before: Known;
  readonly comparison: Comparison;
  readonly told: ToldChanges;
  readonly troubles: Troubles;
  readonly counts: JobCounts;
}

/**
 * Tells what changes in a queue, job by job, from one proved instant to the next, and each change once: what two commits
 * between two reads did is one change. One read at a time.
 */
export class ChangesReader {
  readonly keys = new JobKeys();
  readonly #path: string;
  readonly #options: ChangesReaderOptions;
  readonly #database: LiveDatabase;
  readonly #workers: WorkerWatch;
  #known: Known | null = null;

  constructor(path: string, options: ChangesReaderOptions) {
    this.#path = path;
    this.#options = options;
    const { clock, onNews = () => {} } = options;
    this.#database = new LiveDatabase(path, clock);
    const here = options.workers ?? { host: hostname(), processes: new ProcessTable() };
    this.#workers = new WorkerWatch({ ...here, clock, onNews });
  }

  /** What has changed since the last read; at the first one that succeeds, since the beginning. Never rejects. */
  async read(beginning: Beginning): Promise<ChangesResult> {
    const baseline =
      this.#known === null && beginning.kind === 'baseline' ? beginning.baseline(this.keys) : null;
    const first = await this.#find(beginning, baseline);
    // A process that was found to have ended counts from the next read on: it isn't news if it had ended before the first.
    const isNews = this.#workers.end();
    const found = isNews && this.#known === null ? await this.#find(beginning, baseline) : first;
    if (found !== first) this.#workers.end();
    else if (isNews) this.#options.onNews?.();
    if (found.kind === 'problem') return found;
    const { value, asOf } = found;
    this.#adopt(value);
    const isMore = value.told.told * 2 < value.comparison.pairs.length;
    return {
      kind: 'changes',
      asOf,
      counts: value.counts,
      events: [...value.told.events, ...this.#otherEvents(value, isMore)],
      passedOver: value.told.passedOver,
      isMore,
    };
  }

  /** Every job as it was last told of, as `JobStates.numbers` has it. */
  jobs(): Iterable<ReturnType<JobStates['numbers']>> {
    return this.#known?.jobs.numbers() ?? [];
  }

  /** Keys of causes that aren't new, and what is wrong with workers. */
  get known(): Pick<Known, 'causes' | 'troubles'> {
    return this.#known ?? { causes: new Set(), troubles: new Map() };
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
    baseline: Baseline | null,
  ): Promise<
    | { readonly kind: 'found'; readonly value: Found; readonly asOf: number }
    | Extract<ChangesResult, { kind: 'problem' }>
  > {
    const { clock } = this.#options;
    this.#workers.begin(lastWrittenAt(this.#path));
    const reading = await this.#database.read((database, walkQueue) => {
      const shape = readShape(database);
      const columns = shape.tables.get('cf_processing_queue');
      if (!columns?.has('id'))
        return { kind: 'problem', problem: foreign(this.#path, columns !== undefined) } as const;
      const source = { database, shape, queue: walkQueue(shape)?.queue() ?? null };
      return this.#compare(source, beginning, baseline, clock());
    });
    if (reading.kind === 'problem') return reading;
    const { value, asOf } = reading;
    return value.kind === 'problem' ? value : { kind: 'found', value, asOf };
  }

  #compare(source: QueueSource, beginning: Beginning, baseline: Baseline | null, asOf: number): Found {
    const { filter } = this.#options;
    const now = jobsNow(source, this.keys);
    const troubles = troublesOf(readRunning(source, this.#workers));
    const { counts } = queueCounts(source.database, source.shape, source.queue?.index.table() ?? null);
    const before = this.#known ?? begin(source, now, beginning, baseline, { troubles, counts });
    const comparison = before.jobs.compare(now);
    const isSilent = this.#known === null && beginning.kind === 'now';
    const told = isSilent
      ? { events: [], passedOver: [], told: comparison.pairs.length / 2 }
      : readChanges(source, this.keys, comparison, filter, before.causes, asOf);
    return { kind: 'found', before, comparison, told, troubles, counts };
  }

  #otherEvents({ before, troubles, counts }: Found, isMore: boolean): readonly QueueEvent[] {
    const workers = workerChanges(before.troubles, troubles, this.#options.filter.worker ?? null);
    // While changes are still being told, the counts would be ahead of them.
    const isNew = !isMore && before.counts !== null && !isDeepStrictEqual(before.counts, counts);
    return isNew ? [...workers, { kind: 'counts', counts }] : workers;
  }

  #adopt({ before, comparison, told, troubles, counts }: Found): void {
    before.jobs.adopt(comparison, told.told);
    const fresh = told.events.flatMap((event) => (event.kind === 'cause' ? [event.cause.key] : []));
    const isMore = told.told * 2 < comparison.pairs.length;
    this.#known = {
      jobs: before.jobs,
      causes: fresh.length === 0 ? before.causes : new Set([...before.causes, ...fresh]),
      troubles,
      counts: isMore ? before.counts : counts,
    };
  }
}

function begin(
  source: QueueSource,
  now: JobsNow,
  beginning: Beginning,
  baseline: Baseline | null,
  standing: Pick<Known, 'troubles' | 'counts'>,
): Known {
  switch (beginning.kind) {
    case 'now':
      return { ...standing, jobs: new KnownJobs(), causes: causesBefore(source, Number.POSITIVE_INFINITY) };
    case 'since':
      return {
        ...standing,
        jobs: new KnownJobs(standingSince(now, beginning.at)),
        causes: causesBefore(source, beginning.at),
      };
    case 'baseline': {
      const { jobs, causes, troubles, counts } = baseline ?? beginning.baseline(new JobKeys());
      return { jobs: new KnownJobs(jobs), causes, troubles, counts: counts ?? standing.counts };
    }
  }
}

/** Jobs that stood before an instant as they do now. */
function standingSince(now: JobsNow, at: number): JobStates {
  const { states } = now.states([...now.parts()]);
  const earlier = new JobStates(states.count);
  for (let index = 0; index < states.count; index += 1) {
    const state = states.state(index);
    if (state !== null && (changedAt(state) ?? Number.NEGATIVE_INFINITY) < at) earlier.addFrom(states, index);
  }
  return earlier;
}
