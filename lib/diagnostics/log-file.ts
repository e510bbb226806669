import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  readSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import type { DiagnosticDetails, DiagnosticEvent, Diagnostics } from './diagnostics.js';
import { beginsLikeLog, logLine } from './log-line.js';

/** What a log file is given. */
export interface LogFileOptions {
  readonly path: string;
  /** Ms since the epoch. */
  readonly now: () => number;
  /** The file can't be written: a plain sentence. Said once; it may be called from within `note`. */
  readonly onFailure?: (sentence: string) => void;
  /** The file never grows beyond this many bytes; what it held goes to `PATH.1`. */
  readonly mostBytes?: number;
}

/** As much as anybody reads, and too little to fill a disk. */
const usualMostBytes = 10_000_000;
/** What repeats itself is written once in this many ms, with a count. */
const repeatIntervalMs = 60_000;

/**
 * Our own diagnostics, appended to a file that only its owner may read. Written at once, so that the last line stands
 * however the process ends. A file that can't be written disturbs nothing: that is said once, and tried again.
 */
export class LogFile implements Diagnostics {
  readonly #options: LogFileOptions;
  #descriptor: number | null = null;
  #saidSo = false;
  #last = { key: '', at: 0, repeats: 0, write: (_times: number) => {} };

  constructor(options: LogFileOptions) {
    this.#options = options;
  }

  /** Writes a line. The same once more is only counted for a while: a database that stays busy says so every 0.5 s. */
  note(event: DiagnosticEvent, details: DiagnosticDetails = {}): void {
    const at = this.#options.now();
    const key = JSON.stringify([event, details]);
    if (key === this.#last.key && Math.abs(at - this.#last.at) < repeatIntervalMs) {
      this.#last.repeats += 1;
      return;
    }
    this.#writeRepeats();
    this.#last = {
      key,
      at,
      repeats: 0,
      write: (times) => this.#append(logLine(this.#options.now(), event, { ...details, times })),
    };
    this.#append(logLine(at, event, details));
  }

  /** Writes what is still counted, and lets go of the file. A later note opens it again. */
  close(): void {
    this.#writeRepeats();
    this.#release();
  }

  #writeRepeats(): void {
    const { repeats, write } = this.#last;
    this.#last.repeats = 0;
    if (repeats > 0) write(repeats);
  }

  #append(line: string): void {
    try {
      writeFileSync(this.#roomFor(Buffer.byteLength(line)), line);
    } catch (error) {
      this.#release();
      if (this.#saidSo) return;
      this.#saidSo = true;
      const reason = error instanceof Error ? error.message : String(error);
      this.#options.onFailure?.(`The log file ${this.#options.path} can't be written (${reason}).`);
    }
  }

  /** A descriptor with room for that many bytes. */
  #roomFor(bytes: number): number {
    const most = this.#options.mostBytes ?? usualMostBytes;
    this.#descriptor ??= openLog(this.#options.path);
    const { size, ino, dev } = fstatSync(this.#descriptor);
    if (size === 0 || size + bytes <= most) return this.#descriptor;
    const now = statSync(this.#options.path, { throwIfNoEntry: false });
    // Another dashboard may have moved it already: then there is a new one to go on with.
    if (now?.ino === ino && now.dev === dev) renameSync(this.#options.path, `${this.#options.path}.1`);
    this.#release();
    this.#descriptor = openLog(this.#options.path);
    return this.#descriptor;
  }

  #release(): void {
    if (this.#descriptor === null) return;
    try {
      closeSync(this.#descriptor);
    } catch {
      // It is gone either way.
    }
    this.#descriptor = null;
  }
}

/** Never a terminal, a pipe or a device, never a file of somebody else's, such as the database. */
function openLog(path: string): number {
  const { O_RDWR, O_APPEND, O_CREAT, O_NOCTTY, O_NONBLOCK } = constants;
  const descriptor = openSync(path, O_RDWR | O_APPEND | O_CREAT | O_NOCTTY | O_NONBLOCK, 0o600);
  try {
    const status = fstatSync(descriptor);
    if (!status.isFile()) throw new Error('it is not a plain file');
    const beginning = Buffer.alloc(24);
    const length = readSync(descriptor, beginning, 0, beginning.length, 0);
    if (length > 0 && !beginsLikeLog(beginning.toString('latin1', 0, length))) {
      throw new Error('it holds something other than diagnostics');
    }
    return descriptor;
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}
