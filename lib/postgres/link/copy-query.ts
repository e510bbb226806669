import { Query } from 'pg';

/** Rows as a server copies them: in its text format, in UTF-8. */
export interface Copied {
  readonly count: number;
  readonly bytes: Uint8Array;
}

/** The same, and how long they took to come, from the first to the last, ms. */
export interface CopiedIn extends Copied {
  readonly tookMs: number;
}

const firstRoom = 1 << 16;
/** The most that one copy may bring, in bytes: beyond it the caller has to ask for less. */
const mostBytes = 1 << 26;
/** The same error that the server reports for a statement that took too long. */
const tooMuch = { code: '57014' };

/** A `COPY … TO STDOUT` for the driver, which doesn't support it itself. */
export class CopyQuery extends Query {
  /** All rows, once the server has sent them. Rejects with what the driver reports, or {@link tooMuch}. */
  readonly copied: Promise<CopiedIn>;
  readonly #steady: () => number;
  #beganAt: number | null = null;
  #bytes = new Uint8Array(firstRoom);
  #length = 0;

  /** `steady`: ms on a clock that never goes back. */
  constructor(text: string, steady: () => number = () => performance.now()) {
    let settle: (error: unknown, count: number) => void = () => {};
    super(text, (error, result) => settle(error, Number(result?.rowCount ?? 0)));
    this.#steady = steady;
    this.copied = new Promise((resolve, reject) => {
      settle = (error, count) => {
        if (error) reject(error);
        else if (this.#length > mostBytes) reject(Object.assign(new Error('too much'), tooMuch));
        else {
          const tookMs = this.#beganAt === null ? 0 : steady() - this.#beganAt;
          resolve({ count, bytes: this.#bytes.subarray(0, this.#length), tookMs });
        }
      };
    });
  }

  /** Called by the driver; the bytes are its own, and it uses them again. */
  handleCopyData({ chunk }: { readonly chunk: Uint8Array }): void {
    const { length } = chunk;
    this.#beganAt ??= this.#steady();
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
