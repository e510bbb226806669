import type { After } from '../clock/after.js';

/** What the system says of a file must have led to an event after this many ms, or it was missed. */
const patienceMs = 150;
/** Whatever happened this soon after an event, ms, is seen by the look at the end of the burst. */
const coveredMs = 90;

interface Heard {
  /** When the system last said something of the file, and when an event last came of it, ms on the steady clock. */
  system: number;
  event: number;
  cancel: () => void;
}

/**
 * Notices changes that chokidar keeps to itself: of a file that is replaced and deleted quickly it may lose the watch,
 * and then takes it for watched for ever. The watch of the folder isn't lost, and the system tells there of each write.
 */
export class MissedEvents {
  readonly #after: After;
  readonly #steady: () => number;
  readonly #onMissed: (name: string) => void;
  readonly #heard = new Map<string, Heard>();

  /**
   * `onMissed` is called with the name of a file of which something was missed. `steady`: ms on a clock that never goes
   * back.
   */
  constructor(after: After, steady: () => number, onMissed: (name: string) => void) {
    this.#after = after;
    this.#steady = steady;
    this.#onMissed = onMissed;
  }

  /** The system says that something has happened to a file of the folder. */
  told(name: string): void {
    const heard = this.#heard.get(name);
    const now = this.#steady();
    if (heard !== undefined) heard.system = now;
    else this.#wait(name, { system: now, event: Number.NEGATIVE_INFINITY, cancel: () => {} });
  }

  /** An event has come of it. */
  event(name: string): void {
    const heard = this.#heard.get(name);
    if (heard !== undefined) heard.event = this.#steady();
  }

  /** Nothing is noticed any more. */
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
