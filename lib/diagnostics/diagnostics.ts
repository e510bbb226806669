/** The severity of a line in the log file. */
type Level = 'info' | 'warn' | 'error';

/** Everything that is logged, each with its level: the events of a log file are a closed list. */
export const diagnosticEvents = {
  /** The dashboard starts: which versions, on which database, with which permissions. */
  start: 'info',
  /** A read of the queue failed. */
  'read.failed': 'warn',
  /** The first successful read after a failed one. */
  'read.recovered': 'info',
  /** The link to another host is up. */
  'link.up': 'info',
  /** There is no link to another host, and why. */
  'link.down': 'warn',
  /** Changes can't be noticed as promptly as they should be. */
  'watch.degraded': 'warn',
  /** Reading, searching or saving a job's log failed. */
  'log.failed': 'warn',
  /** A write succeeded. */
  'action.done': 'info',
  /** A write failed, or the check whether one is possible. */
  'action.failed': 'warn',
  /** Copying, opening or showing something failed. */
  'operator.failed': 'warn',
  /** The operator's choices could not be read or saved. */
  'memory.failed': 'warn',
  /** An unexpected error. */
  exception: 'error',
  /** The terminal was given back to the shell because the process is about to end. */
  'terminal.left': 'info',
  /** The process ends. */
  end: 'info',
} as const satisfies Readonly<Record<string, Level>>;

/** An event that can be logged. */
export type DiagnosticEvent = keyof typeof diagnosticEvents;

/** Details of an event. Never content of the database beyond ids; fields without a value are left out. */
export type DiagnosticDetails = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** Where the program logs its own events, for finding out what went wrong. */
export interface Diagnostics {
  /** Logs an event. Never throws, and never blocks for long. */
  note(event: DiagnosticEvent, details?: DiagnosticDetails): void;
}

/** For a dashboard without a log file. */
export const noDiagnostics: Diagnostics = { note: () => {} };

/** The part of a problem that is logged. */
interface ReadFailure {
  readonly code: string;
  readonly file: string;
  readonly detail?: string | undefined;
}

/** Notes reads that fail, and the first one after them that doesn't. */
export class ReadNotes {
  #failingAs: string | null = null;

  readonly #diagnostics: Diagnostics;

  constructor(diagnostics: Diagnostics) {
    this.#diagnostics = diagnostics;
  }

  /** Takes the result of a read: its problem, or null for a picture. */
  take(problem: ReadFailure | null): void {
    if (problem !== null) {
      const { code, file, detail } = problem;
      this.#diagnostics.note('read.failed', { code, file, detail });
      this.#failingAs = code;
    } else if (this.#failingAs !== null) {
      this.#diagnostics.note('read.recovered', { after: this.#failingAs });
      this.#failingAs = null;
    }
  }
}
