import { afterAll, expect } from '@jest/globals';
import type { FileStatus, System } from '../../lib/snapshot/files/system.js';

interface File {
  readonly inode: bigint;
  bytes: Buffer;
  written: number;
}

/** The files that systems in memory hold open now, and the tests that opened them. */
const held = new Map<object, string>();

// Whatever a spec is about, what it opens is closed.
afterAll(() => {
  const left = [...held.values()];
  held.clear();
  expect(left).toEqual([]);
});

/** What is accessed: a file by name, or `locks`. */
type Look = { readonly at: string; readonly call: 'open' | 'status' | 'read' | 'locks' };

/**
 * A system with a few files in memory, which a spec can change between any two accesses. The clock stands still
 * unless the spec moves it.
 */
export class FilesInMemory implements System {
  /** Ms since the epoch, and also on the steady clock. */
  clock = 1_000_000;
  /** The content of /proc/locks. */
  lockList = '';
  /** Called before each access. */
  onLook: (look: Look) => void = () => {};
  readonly #files = new Map<string, File>();
  readonly #opened = new Map<number, { readonly path: string; readonly file: File }>();
  #made = 0;

  /** Makes a file, or overwrites it in place. */
  write(path: string, bytes: Uint8Array): void {
    const file = this.#files.get(path) ?? { inode: BigInt(++this.#made), bytes: Buffer.alloc(0), written: 0 };
    file.bytes = Buffer.from(bytes);
    file.written = this.clock;
    this.#files.set(path, file);
  }

  /** Replaces a file by another one. */
  replace(path: string, bytes: Uint8Array): void {
    this.#files.delete(path);
    this.write(path, bytes);
  }

  remove(path: string): void {
    this.#files.delete(path);
  }

  inodeOf(path: string): bigint {
    return this.#files.get(path)?.inode ?? 0n;
  }

  /** Runs something before the next access of this kind, once. */
  before(call: Look['call'], at: string, then: () => void): void {
    this.onLook = (look) => {
      if (look.call !== call || look.at !== at) return;
      this.onLook = () => {};
      then();
    };
  }

  get held(): number {
    return this.#opened.size;
  }

  realPath(path: string): string {
    return path;
  }

  open(path: string): number {
    this.onLook({ at: path, call: 'open' });
    const file = this.#files.get(path);
    if (file === undefined) throw Object.assign(new Error(path), { code: 'ENOENT' });
    const descriptor = ++this.#made + 100;
    const opened = { path, file };
    this.#opened.set(descriptor, opened);
    held.set(opened, `${path}, opened in "${expect.getState().currentTestName}"`);
    return descriptor;
  }

  statusOf(descriptor: number): FileStatus {
    const { path, file } = this.#at(descriptor);
    this.onLook({ at: path, call: 'status' });
    return statusOf(file);
  }

  statusAt(path: string): FileStatus | null {
    this.onLook({ at: path, call: 'status' });
    const file = this.#files.get(path);
    return file === undefined ? null : statusOf(file);
  }

  read(descriptor: number, into: Uint8Array, position: number): number {
    const { path, file } = this.#at(descriptor);
    this.onLook({ at: path, call: 'read' });
    return file.bytes.copy(into, 0, Math.min(position, file.bytes.length), position + into.length);
  }

  close(descriptor: number): void {
    held.delete(this.#at(descriptor));
    this.#opened.delete(descriptor);
  }

  locks(): string {
    this.onLook({ at: 'locks', call: 'locks' });
    return this.lockList;
  }

  steady(): number {
    return this.clock;
  }

  async pause(ms: number): Promise<void> {
    this.clock += ms;
  }

  random(): number {
    return 0.5;
  }

  #at(descriptor: number): { readonly path: string; readonly file: File } {
    const opened = this.#opened.get(descriptor);
    if (opened === undefined) throw new Error('not open');
    return opened;
  }
}

function statusOf({ inode, bytes, written }: File): FileStatus {
  const time = BigInt(Math.floor(written)) * 1_000_000n;
  return {
    ...{ dev: 1n, ino: inode, size: BigInt(bytes.length), mtimeNs: time, ctimeNs: time },
    isFile: () => true,
  };
}
