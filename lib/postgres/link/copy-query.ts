import { Query } from 'pg';

/** Rows as a server copies them: in its text format, in UTF-8. */
export interface Copied {
  readonly count: number;
  readonly bytes: Uint8Array;
}

const firstRoom = 1 << 16;
/** More than that isn't kept of one copy: whoever asked has to ask for less. */
const mostBytes = 1 << 26;
/** As the server says that a statement went on for too long. */
const tooMuch = { code: '57014' };

/** A `COPY … TO STDOUT`, for the driver, which has no word for what it brings. */
export class CopyQuery extends Query {
  /** All of it, once the server has ended it. Rejects with what the driver reports, or {@link tooMuch}. */
  readonly copied: Promise<Copied>;
  #bytes = new Uint8Array(firstRoom);
  #length = 0;

  constructor(text: string) {
    let settle: (error: unknown, count: number) => void = () => {};
    super(text, (error, result) => settle(error, Number(result?.rowCount ?? 0)));
    this.copied = new Promise((resolve, reject) => {
      settle = (error, count) => {
        if (error) reject(error);
        else if (this.#length > mostBytes) reject(Object.assign(new Error('too much'), tooMuch));
        else resolve({ count, bytes: this.#bytes.subarray(0, this.#length) });
      };
    });
  }

  /** Called by the driver; the bytes are its own, and it uses them again. */
  handleCopyData({ chunk }: { readonly chunk: Uint8Array }): void {
    const { length } = chunk;
    if (this.#length + length > mostBytes) {
      this.#length = mostBytes + 1;
      return;
    }
    if (this.#length + length > this.#bytes.length) {
      const larger = new Uint8Array(2 * (this.#bytes.length + length));
      larger.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = larger;
    }
    this.#bytes.set(chunk, this.#length);
    this.#length += length;
  }
}
