import { type ChildProcess, spawn } from 'node:child_process';
import type { Environment } from './capabilities.js';

/** A program to run out of sight, away from the terminal. */
export interface ProcessRequest {
  readonly program: string;
  readonly args: readonly string[];
  readonly environment: Environment;
  /** What it reads; nothing where left out. */
  readonly input?: string;
  /** Its working folder; the dashboard's own where left out. */
  readonly folder?: string | undefined;
  /** How long it may take, in milliseconds. It is killed then, with all that it started. */
  readonly within: number;
}

/** How such a program ended. */
export type ProcessResult =
  /** Its code (null where a signal killed it) and the first part of what it printed. */
  | { readonly kind: 'exited'; readonly code: number | null; readonly output: string }
  /** It could not be started. */
  | { readonly kind: 'absent' }
  /** It had to be killed. */
  | { readonly kind: 'late' };

/** Runs a program and never rejects. */
export type RunProcess = (request: ProcessRequest) => Promise<ProcessResult>;

/** More output than this is dropped. */
const outputLimit = 4_096;
/** What a program started and left behind can hold its output open: then wait only this long for the rest, ms. */
const restOfOutputMs = 50;

/**
 * Runs a program in a session of its own: it can neither read the keys, nor write to the screen, nor hear a Ctrl-C
 * that isn't meant for it.
 */
export const runProcess: RunProcess = async (request) => {
  try {
    return await run(request);
  } catch {
    // What no program can be given, such as a NUL in an argument, is refused with an exception.
    return { kind: 'absent' };
  }
};

function run(request: ProcessRequest): Promise<ProcessResult> {
  return new Promise((resolve) => {
    const { program, args, folder, input = '', within } = request;
    const child = spawn(program, [...args], {
      cwd: folder,
      env: { ...request.environment },
      stdio: ['pipe', 'pipe', 'ignore'],
      detached: true,
    });
    let output = '';
    const settle = (result: ProcessResult): void => {
      clearTimeout(deadline);
      child.stdin.destroy();
      child.stdout.destroy();
      resolve(result);
    };
    const deadline = setTimeout(() => {
      killGroup(child);
      settle({ kind: 'late' });
    }, within);
    child.on('error', () => settle({ kind: 'absent' }));
    child.on('exit', (code) => {
      clearTimeout(deadline);
      const rest = setTimeout(() => settle({ kind: 'exited', code, output }), restOfOutputMs);
      child.on('close', () => {
        clearTimeout(rest);
        settle({ kind: 'exited', code, output });
      });
    });
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(0, outputLimit);
    });
    // A program that doesn't want its input closes the pipe.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It ended just now.
  }
}
