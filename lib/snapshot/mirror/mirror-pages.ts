import type { Pages } from '../attempt/page-source.js';
import { nodeSystem } from '../files/node-system.js';
import { OpenedFile } from '../files/opened-file.js';
import type { FileStatus, System } from '../files/system.js';

/** Memory is taken in pieces of this many bytes; pages never lie across two of them. */
const pieceBytes = 1 << 20;
/** The file's size as SQLite sees it, larger than is ever needed: SQLite takes the actual size from page 1. */
const room = 2 ** 40;

/** A database's pages in this process's own memory, to which SQLite writes, and the numbers of those written lately. */
export class MirrorPages implements Pages {
  readonly #pieces: Uint8Array[] = [];
  #written = new Set<number>();

  /** `first` is the whole database that the mirror begins with. */
  constructor(
    readonly pageSize: number,
    first: Uint8Array,
  ) {
    this.write(first, 0);
  }

  /** The size according to page 1, in bytes. */
  get length(): number {
    const first = this.page(1);
    return new DataView(first.buffer, first.byteOffset).getUint32(28) * this.pageSize;
  }

  /** A page's bytes in place: they change when it is written. Empty pages are zeros. */
  page(number: number): Uint8Array {
    const at = (number - 1) * this.pageSize;
    const from = at % pieceBytes;
    return this.#piece(at).subarray(from, from + this.pageSize);
  }

  /** Fills `into` with the bytes from `position` on. */
  copy(into: Uint8Array, position: number): void {
    for (let done = 0; done < into.length; ) {
      const from = (position + done) % pieceBytes;
      const part = this.#piece(position + done).subarray(from, from + into.length - done);
      into.set(part, done);
      done += part.length;
    }
  }

  /** Writes bytes from a position on. */
  write(bytes: Uint8Array, position: number): void {
    for (let done = 0; done < bytes.length; ) {
      const from = (position + done) % pieceBytes;
      const piece = this.#piece(position + done);
      const part = bytes.subarray(done, done + pieceBytes - from);
      piece.set(part, from);
      done += part.length;
    }
    const last = Math.floor((position + bytes.length - 1) / this.pageSize) + 1;
    for (let page = Math.floor(position / this.pageSize) + 1; page <= last; page += 1)
      this.#written.add(page);
  }

  /** The pages that were written since the last call. */
  takeWritten(): Set<number> {
    const written = this.#written;
    this.#written = new Set();
    return written;
  }

  #piece(at: number): Uint8Array {
    const index = Math.floor(at / pieceBytes);
    const known = this.#pieces[index];
    if (known !== undefined) return known;
    const made = new Uint8Array(pieceBytes);
    this.#pieces[index] = made;
    return made;
  }
}

/**
 * Such pages disguised as the `Uint8Array` that sql.js keeps as a file's contents, as `PageSource` does for reading.
 */
export class PageSink {
  readonly #pages: MirrorPages;

  constructor(pages: MirrorPages) {
    this.#pages = pages;
  }

  get length(): number {
    return room;
  }

  get byteLength(): number {
    return room;
  }

  /** sql.js takes a slice of its argument and keeps that: this object itself. */
  slice(): this {
    return this;
  }

  subarray(begin: number, end: number): Uint8Array {
    const bytes = new Uint8Array(end - begin);
    this.#pages.copy(bytes, begin);
    return bytes;
  }

  set(bytes: Uint8Array, position: number): void {
    this.#pages.write(bytes, position);
  }
}

/** A mirror's pages as the one file of a system, for code that reads many of them at a time. */
export function mirrorFile(pages: MirrorPages): OpenedFile {
  const file = OpenedFile.open(systemOf(pages), 'mirror');
  if (file === null) throw new Error('a mirror without a file');
  return file;
}

function systemOf(pages: MirrorPages): System {
  const status = (): FileStatus => ({
    ...{ dev: 0n, ino: 0n, size: BigInt(pages.length), mtimeNs: 0n, ctimeNs: 0n },
    isFile: () => true,
  });
  return {
    realPath: (path) => path,
    open: () => 0,
    statusOf: status,
    statusAt: status,
    read: (_, into, position) => {
      const part = into.subarray(0, Math.max(0, pages.length - position));
      pages.copy(part, position);
      return part.length;
    },
    close: () => {},
    locks: () => '',
    steady: () => nodeSystem.steady(),
    pause: (ms) => nodeSystem.pause(ms),
    random: () => nodeSystem.random(),
  };
}
