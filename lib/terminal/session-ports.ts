import type { After } from '../clock.js';
import type { Host, TerminalInput, TerminalOutput, TerminalSize } from './streams.js';

/** What a session needs from outside. */
export interface SessionPorts {
  readonly input: TerminalInput;
  readonly output: TerminalOutput;
  readonly host: Host;
  readonly after: After;
  /** Whether the window's title may be set, so that it has to be restored. */
  readonly title: boolean;
  /** False once the terminal behind a descriptor is gone, like `isatty`. */
  readonly isTerminal: (fd: number) => boolean;
  /** Whether another job has the terminal, so that the system would stop us for changing its modes. */
  readonly isInBackground: () => boolean;
  /** Writes to the terminal synchronously, bypassing the stream. */
  readonly writeNow: (fd: number, text: string) => void;
  /** Prints the error that ended the program to stderr. Called when the shell has the terminal back. */
  readonly report: (error: unknown) => void;
}

/** What a session reports to the app. */
export interface SessionListener {
  key(name: string): void;
  paste?(text: string): void;
  /**
   * Whether the operator looks at us from now on: the terminal has their focus or lost it, or another program has
   * the terminal or gave it back.
   */
  focus?(focused: boolean): void;
  /** The screen has another size; many changes in a row are reported now and then, and always the last one. */
  resize(size: TerminalSize): void;
  /** The screen is blank again, after a suspension, a lease or a SIGCONT from outside: draw all of it. */
  repaint(): void;
  /**
   * The process is about to end. The promise is waited for briefly, or not at all if the terminal has vanished, so
   * begin with the most important.
   */
  stop?(): Promise<void> | void;
}

/** How often a changing size is reported, in milliseconds. */
export const resizeIntervalMs = 30;
/** How long `stop` may take, in milliseconds. */
export const stopDeadlineMs = 300;
/** How long the terminal may take for what it was given, before it is given back at the end, in milliseconds. */
export const drainMs = 400;
/** A stop signal is ignored if no shell could continue us; then we continue after this many milliseconds. */
export const suspendGraceMs = 50;
/** A job that a shell starts in the background stops itself at most this many times until it has the terminal. */
export const backgroundStops = 100;
/** How often a session checks whether the terminal that it has lent out still exists, in milliseconds. */
export const leaseIntervalMs = 250;
