import { closeSync, constants, openSync } from 'node:fs';
import { type IPty, spawn } from '@lydell/node-pty';
import { Emulator } from './emulator.js';
import { type Deadline, eventually, eventuallyShows } from './eventually.js';
import { sharedCodeCache } from './shared-code-cache.js';

export interface PtyOptions {
  readonly columns?: number;
  readonly rows?: number;
  readonly term?: string;
  readonly folder?: string;
  /** Added to a fixed environment: PATH, HOME, TERM, LANG=C.UTF-8, TZ=UTC, `sharedCodeCache`, and nothing else. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly widths?: 'current' | 'old';
  /** How many bytes are read in a second, as on a slow line; default: as many as come. */
  readonly bytesPerSecond?: number;
  /** Called whenever the emulator shows new output, with when the last of it arrived, ms of performance.now(). */
  readonly onShown?: (arrived: number) => void;
}

/** How a program ended: its exit code, and the signal that killed it (0 for none). */
export interface Ending {
  readonly code: number;
  readonly signal: number;
}

/** A program in a real pseudo-terminal, watched by an emulator. */
export interface PtyProgram {
  readonly pid: number;
  readonly screen: Emulator;
  /** Resolves when the program has ended and the emulator shows its last bytes. */
  readonly ended: Promise<Ending>;
  /** Sends bytes as a keyboard would. */
  type(bytes: string): void;
  resize(columns: number, rows: number): void;
  /** Everything the program has written so far. */
  bytes(): string;
  /** Resolves when the text is on the screen. */
  waitForText(text: string, deadline?: Deadline): Promise<void>;
  waitForNoText(text: string, deadline?: Deadline): Promise<void>;
  /** The screen's text, once a frame that is being drawn is whole. */
  capture(): Promise<string>;
  /**
   * Resolves when a check of the screen's text no longer throws: for all that one frame shows, as it comes in pieces.
   */
  shows(check: (screen: string) => void, deadline?: Deadline): Promise<string>;
  /** Resolves when the screen is exactly this text (see Emulator.text). */
  waitForScreen(text: string, deadline?: Deadline): Promise<void>;
  /** Resolves when the text has been written, whether or not it is still on the screen. */
  waitForBytes(text: string, deadline?: Deadline): Promise<void>;
  /** Resolves when more than `count` characters have been written. */
  waitForBytesBeyond(count: number, deadline?: Deadline): Promise<void>;
  /** From now on reads bytes as fast as they come. */
  readFreely(): void;
  /** Stops reading until resumed, like a stalled connection. */
  pause(): { resume(): void };
  /** Takes the terminal away, like a closed window or a broken connection. */
  hangUp(): void;
  /** Ends the program if it still runs, and frees the terminal. Call it after every test, even a failed one. */
  close(): Promise<void>;
}

/** Starts a command in a pseudo-terminal of 80×24 (or as told). */
export function startInPty(command: string, args: readonly string[], options: PtyOptions = {}): PtyProgram {
  const { columns = 80, rows = 24, term = 'xterm-256color', folder = process.cwd() } = options;
  const screen = new Emulator({ columns, rows, widths: options.widths ?? 'current' });
  const pty = spawn(command, [...args], {
    ...{ name: term, cols: columns, rows, cwd: folder },
    env: { ...pinnedEnvironment(), ...options.environment, TERM: term },
  });
  const slave = openSlave(pty);
  let written = '';
  let alive = true;
  let replayed: Promise<void> = Promise.resolve();
  let arrived = 0;
  let resuming: NodeJS.Timeout | undefined;
  let { bytesPerSecond } = options;
  pty.onData((bytes) => {
    arrived = performance.now();
    written += bytes;
    if (bytesPerSecond !== undefined) {
      pty.pause();
      resuming = setTimeout(() => pty.resume(), (1000 * Buffer.byteLength(bytes)) / bytesPerSecond);
    }
    replayed = screen.write(bytes).then(() => options.onShown?.(arrived));
  });
  const ended = new Promise<Ending>((resolve) => {
    pty.onExit(({ exitCode, signal }) => {
      alive = false;
      if (slave !== null) closeSync(slave);
      replayed.then(() => resolve({ code: exitCode, signal: signal ?? 0 }));
    });
  });
  const shown = () => screen.text();
  const capture = async (): Promise<string> => {
    await eventually(() => !screen.isDrawing, shown);
    return shown();
  };
  const bytes = () => written;
  return {
    pid: pty.pid,
    screen,
    ended,
    type: (bytes) => pty.write(bytes),
    resize(newColumns, newRows) {
      screen.resize(newColumns, newRows);
      pty.resize(newColumns, newRows);
    },
    bytes,
    waitForText: (text, deadline) =>
      holds(shown, (now) => now.includes(text), `${JSON.stringify(text)} on the screen`, deadline),
    waitForNoText: (text, deadline) =>
      holds(shown, (now) => !now.includes(text), `no ${JSON.stringify(text)} on the screen`, deadline),
    capture,
    shows: (check, deadline) => eventuallyShows(capture, check, deadline),
    waitForScreen: (text, deadline) =>
      holds(shown, (now) => now === text, `wanted the screen\n${text}\nbut it is`, deadline),
    waitForBytes: (text, deadline) =>
      holds(bytes, (all) => all.includes(text), `${JSON.stringify(text)} among the bytes`, deadline),
    waitForBytesBeyond: (count, deadline) =>
      holds(bytes, (all) => all.length > count, `more than ${count} characters`, deadline),
    readFreely() {
      bytesPerSecond = undefined;
      clearTimeout(resuming);
      pty.resume();
    },
    pause() {
      pty.pause();
      return { resume: () => pty.resume() };
    },
    hangUp: () => destroy(pty),
    async close() {
      clearTimeout(resuming);
      if (alive) {
        pty.resume();
        kill(pty.pid);
        await ended;
      }
      destroy(pty);
      screen.dispose();
    },
  };
}

async function holds(
  read: () => string,
  isWanted: (text: string) => boolean,
  wanted: string,
  deadline?: Deadline,
): Promise<void> {
  const look = () => isWanted(read());
  await eventually(look, () => `${wanted}:\n${read()}`, deadline);
}

/** Where `JOBS_VIEW_IN_PIECES` is set, frames reach terminals in pieces: see CONTRIBUTING.md. */
const inPieces = new URL('programs/in-pieces.js', import.meta.url).href;

/** The environment of programs under test, unless told otherwise. */
export function pinnedEnvironment(): Record<string, string> {
  return {
    ...(process.env.JOBS_VIEW_IN_PIECES === '1' ? { NODE_OPTIONS: `--import ${inPieces}` } : {}),
    ...{ PATH: process.env.PATH ?? '/usr/bin:/bin', HOME: process.env.HOME ?? '/', ...sharedCodeCache() },
    ...{ LANG: 'C.UTF-8', TZ: 'UTC' },
  };
}

/** The program leads a session, and so a process group: everything that it started in the foreground ends with it. */
function kill(pid: number): void {
  for (const target of [-pid, pid]) {
    try {
      process.kill(target, 'SIGKILL');
    } catch {
      // It has already ended.
    }
  }
}

/**
 * As long as a process has the program's side open, the last bytes are safe: libuv takes a hang-up after a short read
 * for the end, and drops what is still to come. Null if the type's undeclared member is gone.
 */
function openSlave(pty: IPty): number | null {
  if (!('ptsName' in pty && typeof pty.ptsName === 'string')) return null;
  return openSync(pty.ptsName, constants.O_RDWR | constants.O_NOCTTY);
}

/** The declared type has no way to close the terminal's side. */
function destroy(pty: IPty): void {
  if ('destroy' in pty && typeof pty.destroy === 'function') pty.destroy();
}
