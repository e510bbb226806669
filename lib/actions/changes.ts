import type { MovedOn } from './action.js';
import type { JobChange } from './job-change.js';

/** The state of a job as the database has it now; null where it is gone. */
export interface PresentJob {
  readonly status: string;
  readonly type: string;
  readonly statusText: string;
  readonly retryCount: number;
  /** Whether a worker held it under a lease when it was seen, and still does. */
  readonly leased: boolean;
  /** Whether its parser is paused, so that it doesn't start. */
  readonly parserPaused: boolean;
}

/** The outcome of changing some jobs. */
export interface Changes {
  readonly changed: number;
  readonly movedOn: readonly MovedOn[];
  /** The state of the first job that moved on; undefined where none did. */
  readonly firstMovedOn: PresentJob | null | undefined;
  /** How many of the changed jobs are still leased to a worker. */
  readonly leased: number;
  /** How many of the changed jobs have a paused parser. */
  readonly paused: number;
}

/** Counts what a change does, job by job. */
export class ChangeTally {
  readonly #change: Pick<JobChange, 'to'>;
  readonly #movedOn: MovedOn[] = [];
  #firstMovedOn: PresentJob | null | undefined;
  #changed = 0;
  #leased = 0;
  #paused = 0;

  constructor(change: Pick<JobChange, 'to'>) {
    this.#change = change;
  }

  /**
   * Adds a job: how many rows were changed for it, and its state afterwards; null if it is gone. Throws if it was
   * changed and doesn't have the new status: then the transaction must be rolled back.
   */
  add(id: string, rows: number, present: PresentJob | null): void {
    if (rows === 0) {
      if (this.#movedOn.length === 0) this.#firstMovedOn = present;
      this.#movedOn.push({ id, statusText: present?.statusText ?? null });
      return;
    }
    if (present?.status !== this.#change.to)
      throw new Error(`the job ${id} can't be made ${this.#change.to}`);
    this.#changed += rows;
    this.#leased += present.leased ? 1 : 0;
    this.#paused += present.parserPaused ? 1 : 0;
  }

  /** What was done so far. */
  get changes(): Changes {
    return {
      changed: this.#changed,
      movedOn: this.#movedOn,
      firstMovedOn: this.#firstMovedOn,
      leased: this.#leased,
      paused: this.#paused,
    };
  }
}

/** What two transactions did, one after the other. */
export function together(one: Changes, other: Changes): Changes {
  return {
    changed: one.changed + other.changed,
    movedOn: one.movedOn.concat(other.movedOn),
    firstMovedOn: one.firstMovedOn === undefined ? other.firstMovedOn : one.firstMovedOn,
    leased: one.leased + other.leased,
    paused: one.paused + other.paused,
  };
}
