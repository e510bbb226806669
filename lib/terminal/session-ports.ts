import type { After } from '../clock/after.js';
import type { Host, TerminalInput, TerminalOutput, TerminalSize } from './streams.js';

/** What a session needs from outside. */
export interface SessionPorts {
  readonly input: TerminalInput;
  readonly output: TerminalOutput;
  readonly host: Host;
  readonly after: After;
  /** Whether the window's title may be set, and so has to be put back. */
  readonly title: boolean;
  /** False once the terminal behind a descriptor is gone: `isatty`. */
  readonly isTerminal: (fd: number) => boolean;
  /** Whether the terminal is another job's, so that the system stops whoever changes its modes. */
  readonly isInBackground: () => boolean;
  /** Writes at once to the terminal, past the stream. */
  readonly writeNow: (fd: number, text: string) => void;
  /** Says on stderr what ended the program. Called when the terminal is the shell's again. */
  readonly report: (error: unknown) => void;
}

/** What a session tells the app. */
export interface SessionListener {
  key(name: string): void;
  paste?(text: string): void;
  /** The screen has another size; in a storm of changes, only now and then, and always the last one. */
  resize(size: TerminalSize): void;
  /** The screen is blank again, after a suspend, a lease or a SIGCONT from outside: draw all of it. */
  repaint(): void;
  /**
   * The process is about to end. What it returns is waited for, but not for long; with a vanished terminal not at
   * all, so begin with what must be done.
   */
  stop?(): Promise<void> | void;
}

/** How often a changing size is told, in milliseconds. */
export const resizeIntervalMs = 30;
/** How long `stop` may take, in milliseconds. */
export const stopDeadlineMs = 300;
/** A stop signal is ignored where no shell could continue us; then go on after this many milliseconds. */
export const suspendGraceMs = 50;
/** A job that a shell starts in the background stops this often at the most until it has the terminal. */
export const backgroundStops = 100;
/** How often a session looks whether the terminal that it has lent out is still there, in milliseconds. */
export const leaseIntervalMs = 250;
