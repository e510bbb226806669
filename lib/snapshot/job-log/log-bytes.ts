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

/** A part of a log that is held in memory, because it is looked at more than once. */
export class Window implements LogBytes {
  readonly size: number;
  private readonly bytes: Buffer;

  constructor(
    private readonly log: LogBytes,
    private readonly from: number,
    to: number,
  ) {
    this.size = log.size;
    this.bytes = log.read(from, to);
  }

  read(from: number, to: number): Buffer {
    const isHeld = from >= this.from && to <= this.from + this.bytes.length;
    return isHeld ? this.bytes.subarray(from - this.from, to - this.from) : this.log.read(from, to);
  }
}
