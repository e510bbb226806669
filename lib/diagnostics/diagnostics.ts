/** How much a line of the log file matters. */
export type Level = 'info' | 'warn' | 'error';

/** Everything that is noted, each with its level: the words of a log file are a closed list. */
export const diagnosticEvents = {
  /** The dashboard begins: which versions, on which database, with what permission. */
  start: 'info',
  /** A read of the queue failed. */
  'read.failed': 'warn',
  /** The first good read after such. */
  'read.recovered': 'info',
  /** Changes can't be noticed as promptly as they should. */
  'watch.hampered': 'warn',
  /** Reading, searching or saving a job's log failed. */
  'log.failed': 'warn',
  /** A write ended well. */
  'action.done': 'info',
  /** A write, or the look whether one is possible, failed. */
  'action.failed': 'warn',
  /** Copying, opening or showing something failed. */
  'operator.failed': 'warn',
  /** What the operator chose could not be read or kept. */
  'memory.failed': 'warn',
  /** What nobody foresaw. */
  exception: 'error',
  /** The terminal is the shell's again because the process is about to end. */
  'terminal.left': 'info',
  /** The process ends. */
  end: 'info',
} as const satisfies Readonly<Record<string, Level>>;

/** What can be noted. */
export type DiagnosticEvent = keyof typeof diagnosticEvents;

/** What is said about an event. Never content of the database beyond ids; parts without a value are left out. */
export type DiagnosticDetails = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** Where the program says how it fares, for whoever has to find out what went wrong. */
export interface Diagnostics {
  /** Takes a note. Never throws, and never waits for long. */
  note(event: DiagnosticEvent, details?: DiagnosticDetails): void;
}

/** For a dashboard without a log file. */
export const noDiagnostics: Diagnostics = { note: () => {} };
