import type { After } from '../clock.js';

/** If chokidar sends no event this many ms after the system reported something about a file, it has missed it. */
const patienceMs = 150;
/** What happens within this many ms after an event is seen by the look at the end of the burst. */
const coveredMs = 90;

interface Heard {
  /**
   * When the system last reported something about the file, and when chokidar last sent an event for it; ms on the
   * steady clock.
   */
  system: number;
  event: number;
  cancel: () => void;
}

/**
 * Notices changes that chokidar doesn't report: it may lose the watch on a file that is replaced and deleted quickly,
 * and then takes that file to be watched for ever. The watch on the folder isn't lost, and through it the system
 * reports each write.
 */
export class MissedEvents {
  readonly #after: After;
  readonly #steady: () => number;
  readonly #onMissed: (name: string) => void;
  readonly #heard = new Map<string, Heard>();

  /**
   * `onMissed` is called with the name of a file about which chokidar missed something. `steady`: ms on a clock that
   * never goes back.
   */
  constructor(after: After, steady: () => number, onMissed: (name: string) => void) {
    this.#after = after;
    this.#steady = steady;
    this.#onMissed = onMissed;
  }

  /** The system reports that something has happened to a file of the folder. */
  reported(name: string): void {
    const heard = this.#heard.get(name);
    const now = this.#steady();
    if (heard !== undefined) heard.system = now;
    else this.#wait(name, { system: now, event: Number.NEGATIVE_INFINITY, cancel: () => {} });
  }

  /** chokidar has sent an event for the file. */
  event(name: string): void {
    const heard = this.#heard.get(name);
    if (heard !== undefined) heard.event = this.#steady();
  }

  /** Stops: `onMissed` isn't called afterwards. */
  close(): void {
    for (const { cancel } of this.#heard.values()) cancel();
    this.#heard.clear();
  }

  #wait(name: string, heard: Heard): void {
    this.#heard.set(name, heard);
    const began = heard.system;
    heard.cancel = this.#after(patienceMs, () => {
      this.#heard.delete(name);
      if (heard.event < began) this.#onMissed(name);
      else if (heard.system > heard.event + coveredMs) this.#wait(name, heard);
    });
  }
}
