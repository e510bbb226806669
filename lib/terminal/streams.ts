import { constants } from 'node:os';
import type { After } from '../clock.js';
import type { KeyListener } from './keys.js';

/** Size of a screen, in cells. */
export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

/** A terminal's input: the parts of `process.stdin` that are used. */
interface TerminalInput {
  readonly isTTY?: boolean;
  /** As in {@link TerminalOutput}. */
  readonly _handle?: { setBlocking?(blocking: boolean): unknown };
  setRawMode?(raw: boolean): unknown;
  resume(): unknown;
  pause(): unknown;
  on(event: 'data', listener: (chunk: Uint8Array) => void): unknown;
  on(event: 'end' | 'close', listener: () => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  off(event: 'data', listener: (chunk: Uint8Array) => void): unknown;
  off(event: 'end' | 'close', listener: () => void): unknown;
  off(event: 'error', listener: (error: Error) => void): unknown;
}

/** A terminal's output: the parts of `process.stdout` that are used. */
export interface TerminalOutput {
  readonly fd: number;
  /** For a short time 0 or undefined on some systems. */
  readonly columns?: number;
  readonly rows?: number;
  /**
   * Node makes writes to terminals block, so that a stalled line (a sleeping laptop at the other end of SSH) would
   * hold up signals and everything else. This turns that off; absent in specs and in other versions of Node.
   */
  readonly _handle?: { setBlocking?(blocking: boolean): unknown; close?(): unknown };
  /** How much of what was written the system hasn't taken yet; absent in specs. */
  readonly writableLength?: number;
  /** Calls `taken` when the system has taken the text, or refused it. */
  write(text: string, taken?: () => void): boolean;
  on(event: 'resize', listener: () => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  off(event: 'resize', listener: () => void): unknown;
  off(event: 'error', listener: (error: Error) => void): unknown;
}

const { SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2, SIGALRM, SIGXCPU } = constants.signals;

/**
 * Signals that end the process, with their numbers; its exit code is then 128 + the number. Without a handler for
 * SIGUSR1, Node would open its debugger's port and print that in the middle of the screen.
 */
export const deadlySignals = {
  SIGHUP,
  SIGINT,
  SIGQUIT,
  SIGTERM,
  SIGUSR1,
  SIGUSR2,
  SIGALRM,
  SIGXCPU,
} as const;

/** The name of a signal that ends the program, with the terminal restored first. */
export type DeadlySignal = keyof typeof deadlySignals;

/** The events of its process that a session handles. */
export type HostEvent =
  | DeadlySignal
  | 'SIGTSTP'
  | 'SIGCONT'
  | 'uncaughtException'
  | 'unhandledRejection'
  | 'exit';

/** The process that a session lives in: the parts of `process` that are used. */
interface Host {
  readonly pid: number;
  on(event: HostEvent, listener: (argument: unknown) => void): unknown;
  off(event: HostEvent, listener: (argument: unknown) => void): unknown;
  kill(pid: number, signal: 'SIGTSTP' | 'SIGTTOU' | 'SIGWINCH' | DeadlySignal): unknown;
  exit(code: number): void;
}

/** What a session needs from outside. */
export interface SessionPorts {
  readonly input: TerminalInput;
  readonly output: TerminalOutput;
  readonly host: Host;
  readonly after: After;
  /** Whether the window's title may be set, so that it has to be restored. */
  readonly title: boolean;
  /** Whether the terminal reports the mouse; default: it keeps it to itself. */
  readonly mouse?: boolean;
  /** What clears the progress that the terminal shows, if it may be told any; default: nothing. */
  readonly noProgress?: string;
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
export interface SessionListener extends KeyListener {
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
