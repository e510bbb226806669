import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  readSync,
  realpathSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import {
  type DiagnosticDetails,
  type DiagnosticEvent,
  type Diagnostics,
  diagnosticEvents,
} from './diagnostics.js';

/** Values are cut to this length. */
const longestValue = 4000;

/** A value that needs no quotes. */
const word = /^[\w./:@%+,-]+$/;

/** Characters that a terminal could act on when it shows the file, or that would hide or reverse its text. */
const unprintable = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\u2028\u2029]/gu;

/** One line: `2026-01-15T12:00:00.000Z warn read.failed code=busy detail="no quiet instant"`, with its line break. */
export function logLine(at: number, event: DiagnosticEvent, details: DiagnosticDetails): string {
  const pairs = Object.entries(details).flatMap(([key, value]) =>
    value === null || value === undefined ? [] : [`${key}=${valueText(String(value))}`],
  );
  return `${[timeText(at), diagnosticEvents[event], event, ...pairs].join(' ')}\n`;
}

/** Whether a file that begins like this may be one of ours. */
export function beginsLikeLog(beginning: string): boolean {
  return /^\d{4}-\d\d-\d\dT/.test(beginning);
}

/** Plain if it is one word, else a JSON string with every invisible character escaped. */
function valueText(value: string): string {
  const bounded = value.length > longestValue ? `${value.slice(0, longestValue)}...` : value;
  if (word.test(bounded)) return bounded;
  return JSON.stringify(bounded).replace(unprintable, escaped);
}

function escaped(character: string): string {
  let text = '';
  for (let unit = 0; unit < character.length; unit += 1) {
    text += `\\u${character.charCodeAt(unit).toString(16).padStart(4, '0')}`;
  }
  return text;
}

/** The clock may give any value, even one that is no valid date. */
function timeText(at: number): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? new Date(0).toISOString() : date.toISOString();
}

/** How a log file is kept. */
interface LogFileOptions {
  readonly path: string;
  /** Ms since the epoch. */
  readonly now: () => number;
  /**
   * Called with a plain sentence if the file can't be written. Called once; it may be called from within `note`.
   */
  readonly onFailure?: (sentence: string) => void;
  /** The file never grows beyond this many bytes; its content is then moved to `PATH.1`, beside it. */
  readonly mostBytes?: number;
}

/** As much as anybody would read, and too little to fill a disk. */
const usualMostBytes = 10_000_000;
/** A repeated line is written once in this many ms, with a count. */
const repeatIntervalMs = 60_000;

/**
 * Our own diagnostics, appended to a file that only its owner may read. Each line is written at once, so that the
 * last one is there however the process ends. Failing to write disturbs nothing else: it is reported once, and
 * tried again.
 */
export class LogFile implements Diagnostics {
  readonly #options: LogFileOptions;
  #descriptor: number | null = null;
  #hasWarned = false;
  #last = { key: '', at: 0, repeats: 0, write: (_times: number) => {} };

  constructor(options: LogFileOptions) {
    this.#options = options;
  }

  /**
   * Writes a line. A repeated line is only counted for a while: a database that stays busy would otherwise log one
   * every 0.5 s.
   */
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

  /** Writes the repeats that were only counted, and closes the file. A later note opens it again. */
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
      if (this.#hasWarned) return;
      this.#hasWarned = true;
      const reason = error instanceof Error ? error.message : String(error);
      this.#options.onFailure?.(`The log file ${this.#options.path} can't be written (${reason}).`);
    }
  }

  /** A descriptor of a file with room for this many bytes. */
  #roomFor(bytes: number): number {
    const most = this.#options.mostBytes ?? usualMostBytes;
    this.#descriptor ??= openLog(this.#options.path);
    const { size, ino, dev } = fstatSync(this.#descriptor);
    if (size === 0 || size + bytes <= most) return this.#descriptor;
    const now = statSync(this.#options.path, { throwIfNoEntry: false });
    // Another dashboard may already have moved it; then there is a new one to continue with.
    if (now?.ino === ino && now.dev === dev) {
      // A link stays, and leads to the new one.
      const real = realpathSync(this.#options.path);
      renameSync(real, `${real}.1`);
    }
    this.#release();
    this.#descriptor = openLog(this.#options.path);
    return this.#descriptor;
  }

  #release(): void {
    if (this.#descriptor === null) return;
    try {
      closeSync(this.#descriptor);
    } catch {
      // It is closed either way.
    }
    this.#descriptor = null;
  }
}

/**
 * Opens a regular file only: never a terminal, a pipe or a device, and never a file of another kind, such as the
 * database.
 */
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
