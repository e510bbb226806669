import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { started } from '../../entries.js';
import type { Environment } from '../capabilities.js';

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
export const runProcess: RunProcess = (request) =>
  new Promise((resolve) => {
    const { program, args, folder, input = '', within } = request;
    const child = started(() =>
      spawn(program, [...args], {
        cwd: folder,
        env: { ...request.environment },
        stdio: ['pipe', 'pipe', 'ignore'],
        detached: true,
      }),
    );
    let output = '';
    const settle = (result: ProcessResult): void => {
      clearTimeout(deadline);
      child.stdin.destroy();
      child.stdout.destroy();
      resolve(result);
    };
    const deadline = setTimeout(() => {
      if (child.pid !== undefined) signalTo(-child.pid, 'SIGKILL');
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

/** Sends a signal to a process or, with its id negated, to its process group. Does nothing if it can't be reached. */
export function signalTo(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has just ended, or isn't ours.
  }
}

/** Starts a program that may outlive the dashboard; false if it failed at once. */
export type StartDetached = (
  program: string,
  args: readonly string[],
  environment: Environment,
) => Promise<boolean>;

/** A program that is still running after this many milliseconds has started successfully. */
const begunWellMs = 700;

/** Starts a program without a terminal, in a session of its own, and never rejects. */
export const startDetached: StartDetached = (program, args, environment) =>
  new Promise((resolve) => {
    const child = started(() =>
      spawn(program, [...args], { env: { ...environment }, cwd: '/', stdio: 'ignore', detached: true }),
    );
    const begun = setTimeout(() => resolve(true), begunWellMs);
    const settle = (well: boolean): void => {
      clearTimeout(begun);
      resolve(well);
    };
    child.on('error', () => settle(false));
    child.on('exit', (code) => settle(code === 0));
    child.unref();
  });

/** What the system says about a process. */
interface ProcessEntry {
  readonly pid: number;
  /** One letter: `T` is stopped. */
  readonly state: string;
  readonly parent: number;
  /** Its process group. */
  readonly group: number;
  readonly session: number;
  /** The group that has its terminal; -1 if it has no terminal. */
  readonly terminalGroup: number;
}

/** Whether a process is stopped, as by Ctrl-Z. False if the system doesn't tell (Linux does). */
export function isStopped(pid: number): boolean {
  return entryOf(pid)?.state === 'T';
}

/** Whether another process group has this process's terminal. False if the system doesn't tell (Linux does). */
export function isInBackground(): boolean {
  const own = entryOf(process.pid);
  return own !== null && own.terminalGroup > 0 && own.terminalGroup !== own.group;
}

/**
 * A process and all its descendants that are still in its session, oldest first. If the system doesn't tell, the
 * process alone.
 */
export function treeOf(pid: number): number[] {
  const root = entryOf(pid);
  if (root === null) return [pid];
  const entries = processes().filter(({ session }) => session === root.session);
  const tree = [pid];
  for (const member of tree) {
    tree.push(...entries.filter(({ parent }) => parent === member).map((entry) => entry.pid));
  }
  return tree;
}

function processes(): ProcessEntry[] {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map((name) => entryOf(Number(name)))
      .filter((entry) => entry !== null);
  } catch {
    return [];
  }
}

function entryOf(pid: number): ProcessEntry | null {
  try {
    // The name in parentheses is chosen by the process, and may hold anything.
    const [state = '', parent, group, session, , terminalGroup] = readFileSync(`/proc/${pid}/stat`, 'latin1')
      .replace(/^.*\) /s, '')
      .split(' ');
    return {
      pid,
      state,
      parent: Number(parent),
      group: Number(group),
      session: Number(session),
      terminalGroup: Number(terminalGroup),
    };
  } catch {
    return null;
  }
}
