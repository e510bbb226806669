import { closeSync, constants, openSync, readSync, writeSync } from 'node:fs';

/**
 * A writer's last acknowledged commit, in a small file of its own, so that a reader in another process learns of
 * it at once: the counter and its complement. A torn read shows, and counts as "not known yet".
 */
export class Acknowledgement {
  readonly #descriptor: number;
  readonly #bytes = Buffer.alloc(8);
  #last = 0;

  constructor(path: string) {
    this.#descriptor = openSync(path, constants.O_RDWR | constants.O_CREAT, 0o600);
  }

  /** Says that the commit with this counter is done. */
  write(counter: number): void {
    this.#bytes.writeUInt32LE(counter, 0);
    this.#bytes.writeUInt32LE(~counter >>> 0, 4);
    writeSync(this.#descriptor, this.#bytes, 0, 8, 0);
  }

  /** The highest counter seen here so far; 0 at first. */
  read(): number {
    if (readSync(this.#descriptor, this.#bytes, 0, 8, 0) === 8) {
      const counter = this.#bytes.readUInt32LE(0);
      if (~counter >>> 0 === this.#bytes.readUInt32LE(4)) this.#last = Math.max(this.#last, counter);
    }
    return this.#last;
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}
