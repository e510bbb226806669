import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { ProcessEntry } from '../../model/worker.js';

/** The name of a system's initial process namespace: in any other, only a part of the processes is visible. */
const firstNamespace = 'pid:[4026531836]';
/** Linux counts a process's start in hundredths of a second, whatever its clock rate. */
const ticksPerSecond = 100;
/** If there are more processes than this, none is proved to be gone: checking them all would hold up reading. */
const mostProcesses = 4000;

const unknown: ProcessEntry = { kind: 'unknown' };

/** What of the proc file system is read, by path. Throws what the system says, with its code. */
export interface ProcFiles {
  text(path: string): string;
  names(path: string): readonly string[];
  /** What a link leads to. */
  target(path: string): string;
  /** The texts of these files will be read next. Nothing has to be done. */
  expect?(paths: readonly string[]): void;
}

const filesHere: ProcFiles = {
  text: (path) => readFileSync(path, 'latin1'),
  names: (path) => readdirSync(path),
  target: (path) => readlinkSync(path),
};

/**
 * A host's process table, read from /proc. Says that a process doesn't exist only if it would be visible: not
 * from within a container, not if other users' processes are hidden, and not if a container on this host has a
 * process with that number inside.
 */
export class ProcessTable {
  readonly #root: string;
  readonly #self: number;
  readonly #files: ProcFiles;

  /** `root` is where the proc file system is mounted; `self` is the id of the process that reads its `files`. */
  constructor(root = '/proc', self: number = process.pid, files: Partial<ProcFiles> = {}) {
    this.#root = root;
    this.#self = self;
    this.#files = { ...filesHere, ...files };
  }

  /** Checks these processes, all at the same time. Never throws. */
  look(pids: Iterable<number>): ReadonlyMap<number, ProcessEntry> {
    const entries = new Map<number, ProcessEntry>();
    const all = [...pids];
    this.#expect(['1/status', 'stat', ...all.map((pid) => `${pid}/stat`)]);
    if (!this.#showsAll()) return entries;
    const booted = this.#bootedAt();
    let inner: ReadonlySet<number> | null | undefined;
    for (const pid of all) {
      let entry = this.#entryOf(pid, booted);
      if (entry.kind === 'none') {
        inner ??= this.#numbersInContainers();
        if (inner === null || inner.has(pid)) entry = unknown;
      }
      entries.set(pid, entry);
    }
    return entries;
  }

  #showsAll(): boolean {
    try {
      return (
        this.#files.target(join(this.#root, 'self')) === String(this.#self) &&
        this.#files.target(join(this.#root, 'self/ns/pid')) === firstNamespace &&
        // If the first process is hidden, so are those of other users.
        numbersIn(this.#text('1/status')).length === 1
      );
    } catch {
      // Not Linux, or a system that tells us nothing.
      return false;
    }
  }

  #entryOf(pid: number, booted: number | null): ProcessEntry {
    let stat: string;
    try {
      stat = this.#text(`${pid}/stat`);
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      return code === 'ENOENT' || code === 'ESRCH' ? { kind: 'none' } : unknown;
    }
    // The name before it may contain anything, including brackets.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state = ''] = fields;
    const threads = Number(fields[17]);
    const ticks = Number(fields[19]);
    if ('XZ'.includes(state) && threads <= 1) return { kind: 'none' };
    if (booted === null || !Number.isFinite(ticks)) return unknown;
    return { kind: 'running', startedAt: booted + (ticks * 1000) / ticksPerSecond };
  }

  #bootedAt(): number | null {
    try {
      const seconds = Number(/^btime (\d+)$/m.exec(this.#text('stat'))?.[1]);
      return Number.isFinite(seconds) ? seconds * 1000 : null;
    } catch {
      return null;
    }
  }

  /** The numbers that processes on this host have in namespaces of their own; null if unknown. */
  #numbersInContainers(): ReadonlySet<number> | null {
    const numbers = new Set<number>();
    try {
      const pids = this.#files.names(this.#root).filter((name) => /^\d+$/.test(name));
      if (pids.length > mostProcesses) return null;
      this.#expect(pids.map((pid) => `${pid}/status`));
      for (const pid of pids) for (const number of this.#innerNumbers(pid)) numbers.add(number);
    } catch {
      return null;
    }
    return numbers;
  }

  #innerNumbers(pid: string): readonly number[] {
    try {
      return numbersIn(this.#text(`${pid}/status`)).slice(1);
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      // It has ended since the folder was read.
      if (code === 'ENOENT' || code === 'ESRCH') return [];
      throw error;
    }
  }

  #text(name: string): string {
    return this.#files.text(join(this.#root, name));
  }

  #expect(names: readonly string[]): void {
    this.#files.expect?.(names.map((name) => join(this.#root, name)));
  }
}

/** The numbers that a process has, from this namespace inwards. */
function numbersIn(status: string): readonly number[] {
  const line = /^NSpid:(.*)$/m.exec(status)?.[1] ?? '';
  return line
    .split(/\s+/)
    .filter((word) => word !== '')
    .map(Number);
}
