import { type ChildProcess, spawn } from 'node:child_process';
import type { Environment } from './capabilities.js';

/** A program to run without the terminal. */
export interface ProcessRequest {
  readonly program: string;
  readonly args: readonly string[];
  readonly environment: Environment;
  /** Its standard input; default: nothing. */
  readonly input?: string;
  /** Its working folder; default: the dashboard's own. */
  readonly folder?: string | undefined;
  /** How long it may take, in milliseconds. Then it is killed, along with everything that it started. */
  readonly within: number;
}

/** How such a program ended. */
export type ProcessResult =
  /** Its exit code (null if a signal killed it) and the first part of its output. */
  | { readonly kind: 'exited'; readonly code: number | null; readonly output: string }
  /** It could not be started. */
  | { readonly kind: 'absent' }
  /** It took too long and was killed. */
  | { readonly kind: 'late' };

/** Runs a program; never rejects. */
export type RunProcess = (request: ProcessRequest) => Promise<ProcessResult>;

/** More output than this is dropped. */
const outputLimit = 4_096;
/**
 * A process that the program left behind can hold its output open: then the rest is waited for only this long, ms.
 */
const restOfOutputMs = 50;

/**
 * Runs a program in a session of its own: it can't read keys or write to the screen, and doesn't get a Ctrl-C that
 * isn't meant for it.
 */
export const runProcess: RunProcess = async (request) => {
  try {
    return await run(request);
  } catch {
    // An argument that no program can be given, such as one with a NUL, is refused with an exception.
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
    // It has just ended.
  }
}
