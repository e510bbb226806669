import type { HostReaders } from './host-readers.js';

/**
 * Says when to read a database on another host again: the program there watches, and the link reports when it is lost
 * and back.
 */
export class HostWatch {
  readonly #readers: HostReaders;
  readonly #onChange: () => void;
  readonly #onNotice: (sentence: string) => void;
  #end: () => void = () => {};

  constructor(readers: HostReaders, onChange: () => void, onNotice: (sentence: string) => void) {
    this.#readers = readers;
    this.#onChange = onChange;
    this.#onNotice = onNotice;
  }

  get atFullSpeed(): boolean {
    return this.#readers.atFullSpeed;
  }

  /** From now on changes are reported. */
  async start(): Promise<void> {
    this.#end = this.#readers.watch({
      onChange: this.#onChange,
      onHampered: () => this.#onNotice(this.#readers.hampered),
    });
  }

  async close(): Promise<void> {
    this.#end();
  }
}
