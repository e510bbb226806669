import { constants } from 'node:os';

/** Size of a screen, in cells. */
export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

/** A terminal's input: the parts of `process.stdin` that are used. */
export interface TerminalInput {
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
export interface Host {
  readonly pid: number;
  on(event: HostEvent, listener: (argument: unknown) => void): unknown;
  off(event: HostEvent, listener: (argument: unknown) => void): unknown;
  kill(pid: number, signal: 'SIGTSTP' | 'SIGTTOU' | 'SIGWINCH' | DeadlySignal): unknown;
  exit(code: number): void;
}
