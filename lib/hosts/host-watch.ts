import type { HostReaders } from './host-readers.js';

/** When to read again what is on another host: its program watches, and the link tells when it is lost and back. */
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

  /** From now on changes are told. */
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
