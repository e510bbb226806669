import { type After, afterUnlessDone } from '../../clock.js';
import type { JobId, JobTrouble } from '../../model/job.js';
import { type ProgressLog, recordProgress, stalledSince } from '../../model/progress.js';
import {
  type ProcessEntry,
  type RunningRecord,
  stillRuns,
  troubleOf,
  type WorkerRecord,
} from '../../model/worker.js';
import { type Claimant, type Processes, RecentProcesses } from './recent-processes.js';

/** Workers of running jobs are checked again after this many ms, even if no one commits anything. */
export const checkAgainMs = 5000;

/** Options of the watch. */
export interface WorkerWatchOptions {
  /** This host's name, as workers here would write it. */
  readonly host: string;
  readonly processes: Processes;
  /** Ms since the epoch. */
  readonly clock: () => number;
  /** Called when a new read would find other troubles than the last one did. */
  readonly onNews: () => void;
  readonly after?: After;
}

/** Names that many hosts have. */
const anyHost = /^(localhost(\..*)?|)$/i;

interface Known {
  readonly claim: string;
  /** The read during or after which the process was first found to be gone; null as long as it isn't. */
  readonly goneIn: number | null;
  /** The last sign in the row, and when it was seen to change, ms. */
  readonly sign: string;
  readonly movedAt: number | null;
}

/**
 * Which running jobs have a worker that is gone or silent, or have stalled. A process that is found gone counts only from
 * the next read on, because the worker may have ended its job after the instant that this read shows. Checks again by
 * itself while jobs are running.
 */
export class WorkerWatch {
  readonly #options: WorkerWatchOptions;
  readonly #after: After;
  readonly #ofRunning: RecentProcesses;
  readonly #ofOthers: RecentProcesses;
  #known = new Map<JobId, Known>();
  #records: readonly RunningRecord[] = [];
  /** The progress that was seen up to the last read that ended, and with what the current one has read. */
  #progress: ProgressLog = new Map();
  #progressNow: ProgressLog = this.#progress;
  #lastCommitAt: number | null = null;
  #readNumber = 0;
  #reported = '';
  #entryOfClaimant: (claimant: Claimant) => ProcessEntry | null = () => null;
  #cancel = () => {};
  #closed = false;

  constructor(options: WorkerWatchOptions) {
    this.#options = options;
    this.#after = options.after ?? afterUnlessDone;
    this.#ofRunning = new RecentProcesses(options.processes, options.clock);
    this.#ofOthers = new RecentProcesses(options.processes, options.clock);
  }

  /** Starts a read of a database that was last written at `lastCommitAt` (ms). */
  begin(lastCommitAt: number | null): void {
    this.#readNumber += 1;
    this.#lastCommitAt = lastCommitAt;
  }

  /** The troubles of the running jobs in the current read; may be called repeatedly. */
  judge(records: readonly RunningRecord[]): ReadonlyMap<JobId, JobTrouble> {
    this.#records = records;
    // Only the end of a read tells that what it read was true.
    this.#progressNow = recordProgress(this.#progress, records, this.#options.clock());
    this.#notice();
    return this.#troublesIn(this.#readNumber);
  }

  /**
   * Which of these jobs, which have ended or may run, have a process here that is still running, and which one that
   * has ended.
   */
  stillRunning(records: readonly WorkerRecord[]): ReadonlyMap<JobId, boolean> {
    // Without a claim, a process says nothing, whether it exists or not.
    const claimed = records.filter(({ claimedAt }) => claimedAt !== null);
    const here = claimed.flatMap((record) => this.#here(record).map((claimant) => ({ record, claimant })));
    if (here.length === 0) return new Map();
    const entryOf = this.#ofOthers.of(here.map(({ claimant }) => claimant));
    return new Map(
      here.flatMap(({ record, claimant }): [JobId, boolean][] => {
        const runs = stillRuns(record, entryOf(claimant));
        return runs === null ? [] : [[record.id, runs]];
      }),
    );
  }

  /** Ends the read. True if another one would already show something else. */
  end(): boolean {
    this.#cancel();
    this.#progress = this.#progressNow;
    if (this.#closed) return false;
    this.#reported = digest(this.#troublesIn(this.#readNumber));
    if (this.#records.length > 0) this.#cancel = this.#after(checkAgainMs, () => this.#checkAgain());
    return this.#isNews();
  }

  /** Stops checking. */
  close(): void {
    this.#closed = true;
    this.#cancel();
  }

  #checkAgain(): void {
    if (this.#closed) return;
    this.#notice();
    this.#cancel = this.#after(checkAgainMs, () => this.#checkAgain());
    if (this.#isNews()) this.#options.onNews();
  }

  #isNews(): boolean {
    return digest(this.#troublesIn(this.#readNumber + 1)) !== this.#reported;
  }

  #troublesIn(read: number): ReadonlyMap<JobId, JobTrouble> {
    const now = this.#options.clock();
    const troubles = new Map<JobId, JobTrouble>();
    for (const record of this.#records) {
      const { goneIn = null, movedAt = null } = this.#known.get(record.id) ?? {};
      const entry = this.#entryOf(record);
      const isYoung = goneIn === null || goneIn >= read;
      const process = entry !== null && isGone(record, entry) && isYoung ? null : entry;
      const since = stalledSince(this.#progressNow, record, now);
      const trouble =
        troubleOf(record, { process, movedAt, lastCommitAt: this.#lastCommitAt }, now) ??
        (since === null ? null : { kind: 'stalled' as const, since });
      if (trouble !== null) troubles.set(record.id, trouble);
    }
    return troubles;
  }

  /** Checks the processes, and what has changed since the last time. */
  #notice(): void {
    const now = this.#options.clock();
    this.#entryOfClaimant = this.#ofRunning.of(this.#records.flatMap((record) => this.#here(record)));
    const known = new Map<JobId, Known>();
    for (const record of this.#records) known.set(record.id, this.#knownOf(record, now));
    this.#known = known;
  }

  #knownOf(record: WorkerRecord, now: number): Known {
    const claim = `${record.host} ${record.pid} ${record.claimedAt}`;
    const sign = `${record.heartbeatAt} ${record.updatedAt}`;
    const before = this.#known.get(record.id);
    const same = before?.claim === claim ? before : undefined;
    const entry = this.#entryOf(record);
    return {
      claim,
      goneIn: entry !== null && isGone(record, entry) ? (same?.goneIn ?? this.#readNumber) : null,
      sign,
      movedAt: same === undefined || same.sign === sign ? (same?.movedAt ?? null) : now,
    };
  }

  #entryOf(record: WorkerRecord): ProcessEntry | null {
    const [claimant] = this.#here(record);
    return claimant === undefined ? null : this.#entryOfClaimant(claimant);
  }

  #here({ host, pid, claimedAt }: WorkerRecord): readonly Claimant[] {
    const isHere =
      host !== null && !anyHost.test(host) && host.toLowerCase() === this.#options.host.toLowerCase();
    return isHere && pid !== null && pid > 0 ? [{ pid, claimedAt }] : [];
  }
}

/** Whether the process proves that the worker is gone, however recently the row was written. */
function isGone(record: WorkerRecord, process: ProcessEntry): boolean {
  return troubleOf(record, { process, movedAt: null, lastCommitAt: null }, 0)?.kind === 'gone';
}

function digest(troubles: ReadonlyMap<JobId, JobTrouble>): string {
  return JSON.stringify([...troubles].map(([id, { kind }]) => [id, kind]));
}
