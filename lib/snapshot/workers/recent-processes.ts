import type { ProcessEntry } from '../../model/worker.js';

/** Checks processes on this host. */
export interface Processes {
  look(pids: Iterable<number>): ReadonlyMap<number, ProcessEntry>;
}

/** A check is reused within this many ms. */
export const freshMs = 2000;

/** A process by its number, and when it claimed its job, ms; null if that isn't recorded. */
export interface Claimant {
  readonly pid: number;
  readonly claimedAt: number | null;
}

const gone: ProcessEntry = { kind: 'none' };

/**
 * Checks the same processes again only after {@link freshMs}, however often they are requested. A process that claimed
 * a job and is gone never comes back, even if its number is used again: it isn't checked again, because that requires
 * reading every process there is.
 */
export class RecentProcesses {
  #gone: ReadonlySet<string> = new Set();
  #entries: ReadonlyMap<number, ProcessEntry> = new Map();
  #requested: ReadonlySet<number> = new Set();
  #checkedAt = Number.NEGATIVE_INFINITY;

  readonly #processes: Processes;
  readonly #clock: () => number;

  /** `clock` gives ms since the epoch. */
  constructor(processes: Processes, clock: () => number) {
    this.#processes = processes;
    this.#clock = clock;
  }

  /** What is known about these processes, checking them now if that is too old. */
  of(claimants: readonly Claimant[]): (claimant: Claimant) => ProcessEntry | null {
    const others = claimants.filter((claimant) => !this.#gone.has(keyOf(claimant)));
    const entries = this.#checked(others.map(({ pid }) => pid));
    const goneNow = claimants.filter(
      (claimant) =>
        claimant.claimedAt !== null &&
        (this.#gone.has(keyOf(claimant)) || entries.get(claimant.pid)?.kind === 'none'),
    );
    const ended = new Set(goneNow.map(keyOf));
    this.#gone = ended;
    return (claimant) => (ended.has(keyOf(claimant)) ? gone : (entries.get(claimant.pid) ?? null));
  }

  #checked(pids: readonly number[]): ReadonlyMap<number, ProcessEntry> {
    if (pids.length === 0) return new Map();
    const now = this.#clock();
    const isFresh = Math.abs(now - this.#checkedAt) < freshMs;
    if (isFresh && pids.every((pid) => this.#requested.has(pid))) return this.#entries;
    this.#checkedAt = now;
    this.#requested = new Set(pids);
    this.#entries = this.#processes.look(this.#requested);
    return this.#entries;
  }
}

function keyOf({ pid, claimedAt }: Claimant): string {
  return `${pid} ${claimedAt}`;
}
