import type { HeardWorkers, WorkerTally } from '../../model/worker.js';
import type { JobColumns, NameTable } from './job-columns.js';
import { KeptTallies } from './kept-tallies.js';
import type { Block } from './leaf-times.js';
import { type RunningOf, type WorkedJobs, WorkerSums } from './worker-sums.js';
import type { WorkerTable } from './worker-table.js';
import { WorkerTwins } from './worker-twins.js';

/** Jobs as the queue's index has them. */
export interface TalliedJobs extends WorkedJobs {
  readonly names: NameTable;
  readonly workers: WorkerTable;
  /** A number that changes whenever any of them does. */
  readonly revision: number;
}

/** What the queue's workers did and are doing, kept from one picture to the next. */
export class WorkerTallies {
  readonly #kept = new KeptTallies<WorkerSums>();
  #twins = new WorkerTwins();
  #known: { readonly revision: number; readonly from: number } | null = null;
  #heard: HeardWorkers = { tallies: [], names: 0 };

  /**
   * Workers that run a job or gave a sign after `from`, ms, with their jobs that ended after it; all workers and jobs
   * if it is minus infinity. `schema/queries/worker_tallies.sql` is the reference. `shown`: jobs' names as the list
   * shows them, by code.
   */
  read(index: TalliedJobs, from: number, shown: () => readonly string[]): HeardWorkers {
    const { revision } = index;
    const sums = this.#kept.from(index.columns, from, () => new WorkerSums(index, from));
    if (this.#known?.revision === revision && this.#known.from === from) return this.#heard;
    this.#twins.extend(index.workers);
    const running = sums.running(index);
    const isWorking = (worker: number) => (sums.jobs[worker] ?? 0) > 0;
    sums.correct(index, (worker) => running.has(worker) || this.#twins.has(worker));
    const heard = [...running.keys(), ...sums.heard()];
    const codes = new Set([...heard, ...this.#twins.of(heard)].filter(isWorking));
    const names = shown();
    this.#heard = {
      tallies: [...codes]
        .sort((one, other) => one - other)
        .map((code) => tallyOf(index, sums, code, running.get(code), names)),
      names: sums.working - this.#twins.both(isWorking),
    };
    this.#known = { revision, from };
    return this.#heard;
  }

  /** See `KeptTallies`. */
  replace(columns: JobColumns, gone: readonly Block[], come: readonly Block[], jobs: number): void {
    this.#kept.replace(columns, gone, come, jobs);
  }

  clear(): void {
    this.#kept.clear();
    this.#twins = new WorkerTwins();
    this.#known = null;
  }
}

function tallyOf(
  index: TalliedJobs,
  sums: WorkerSums,
  code: number,
  own: RunningOf | undefined,
  shown: readonly string[],
): WorkerTally {
  return {
    name: index.workers.name(code) ?? '',
    running: own?.count ?? 0,
    longest: own === undefined ? null : longestOf(index, own, shown),
    done: sums.done[code] ?? 0,
    failed: sums.failed[code] ?? 0,
    firstAt: timeOf(sums.first[code]),
    lastAt: timeOf(sums.last[code]),
  };
}

function longestOf(
  { columns, names }: TalliedJobs,
  { longest }: RunningOf,
  shown: readonly string[],
): NonNullable<WorkerTally['longest']> {
  const name = columns.names[longest] ?? 0;
  return {
    id: String(columns.ids[longest] ?? 0),
    name: shown[name] ?? names.plugin(name),
    startedAt: timeOf(columns.starts[longest]),
  };
}

const timeOf = (time = Number.NaN) => (Number.isNaN(time) ? null : time);
