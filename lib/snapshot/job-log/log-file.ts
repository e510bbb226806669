import { join } from 'node:path';
import { nodeSystem } from '../files/node-system.js';
import { OpenedFile } from '../files/opened-file.js';
import { ReadFailure } from '../files/read-failure.js';
import type { System } from '../files/system.js';
import { type LogBytes, type LogResult, problemOfFile } from './log-bytes.js';

/** A file that is written while it is read is read at most this many times. */
const readings = 4;

/** The path of a job's log file; null if the id can't be the name of a file in that folder. */
export function logPath(folder: string, jobId: string): string | null {
  return /^(?:-?\d+|[A-Za-z0-9][\w.-]{0,199})$/.test(jobId) ? join(folder, `${jobId}.log`) : null;
}

/** A log in its own file, opened for each read, because it may grow, be truncated or replaced. */
export class LogFile {
  #edition = 0;
  #identity = '';
  #size = 0;
  #modified = 0n;

  readonly #clock: () => number;

  readonly #system: System;

  /** `clock` gives ms since the epoch. */
  constructor(
    readonly path: string,
    clock: () => number,
    system: System = nodeSystem,
  ) {
    this.#system = system;
    this.#clock = clock;
  }

  /** Runs `work` on the file as it is now, and again if it was written in the meantime. */
  read<T>(work: (bytes: LogBytes) => T): LogResult<T> {
    let file: OpenedFile | null = null;
    try {
      file = open(this.#system, this.path);
      if (file === null) return { kind: 'none', looked: [this.path] };
      return this.#readFrom(file, work);
    } catch (error) {
      if (error instanceof ReadFailure) return { kind: 'problem', problem: problemOfFile(error, this.path) };
      throw error;
    } finally {
      file?.close();
    }
  }

  #readFrom<T>(file: OpenedFile, work: (bytes: LogBytes) => T): LogResult<T> {
    for (let reading = 1; ; reading += 1) {
      const asOf = this.#clock();
      const { size, mtimeNs, ctimeNs } = file.status();
      try {
        const value = work(new FileBytes(file, Number(size)));
        const after = file.status();
        // A file that is written all the time is shown anyway, though not as it was at any one instant.
        if ((after.mtimeNs === mtimeNs && after.size === size) || reading === readings) {
          const edition = this.#editionOf(file.identity, Number(size), mtimeNs);
          const state = `${edition} ${size} ${mtimeNs} ${ctimeNs}`;
          return { kind: 'value', value, asOf, edition, state, origin: { kind: 'file', path: this.path } };
        }
      } catch (error) {
        if (!(error instanceof CutOff) || reading === readings) throw error;
      }
    }
  }

  #editionOf(identity: string, size: number, modified: bigint): string {
    // One that was written and has not grown was not merely written to its end.
    const isRewritten = size < this.#size || (size === this.#size && modified !== this.#modified);
    if (identity !== this.#identity || isRewritten) this.#edition += 1;
    this.#identity = identity;
    this.#size = size;
    this.#modified = modified;
    return `file ${identity} ${this.#edition}`;
  }
}

/** Thrown if the file has become shorter than it was when it was opened. */
class CutOff extends ReadFailure {
  constructor(path: string) {
    super('busy', path, 'the file was cut off');
  }
}

/**
 * Null if there is no file. Never blocks, and never opens anything but a regular file: opening a device may have
 * effects.
 */
function open(system: System, path: string): OpenedFile | null {
  try {
    const status = system.statusAt(path);
    if (status === null) return null;
    if (!status.isFile()) throw new ReadFailure('not-a-file', path);
  } catch (error) {
    const failure = ReadFailure.fromSystem(error, path);
    if (failure.code === 'missing') return null;
    throw failure;
  }
  return OpenedFile.open(system, path);
}

class FileBytes implements LogBytes {
  readonly #file: OpenedFile;

  constructor(
    file: OpenedFile,
    readonly size: number,
  ) {
    this.#file = file;
  }

  read(from: number, to: number): Buffer {
    const bytes = this.#file.read(from, to - from);
    if (bytes.length < to - from) throw new CutOff(this.#file.path);
    return bytes;
  }
}
