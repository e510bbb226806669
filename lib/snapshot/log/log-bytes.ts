/** The bytes of a log that stands still. */
export interface LogBytes {
  readonly size: number;
  /** The bytes from `from` to before `to`; both within the size. */
  read(from: number, to: number): Buffer;
}

/** A log that is held in memory. */
export class HeldBytes implements LogBytes {
  constructor(private readonly bytes: Uint8Array) {}

  get size(): number {
    return this.bytes.length;
  }

  read(from: number, to: number): Buffer {
    return Buffer.from(this.bytes.subarray(from, to));
  }
}
