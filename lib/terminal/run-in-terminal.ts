import { type ChildProcess, spawn } from 'node:child_process';
import type { Environment } from './capabilities.js';
import { isStopped, treeOf } from './process-tree.js';
import { restoreModes, saveModes } from './saved-modes.js';
import type { TerminalLease } from './terminal-lease.js';

/** Who can lend a terminal: a `TerminalSession`. */
export interface Lender {
  lend<T>(run: (lease: TerminalLease) => Promise<T>): Promise<T>;
}

/** Where a program runs, and with what around it. */
export interface ProgramSurroundings {
  readonly folder?: string;
  readonly environment: Environment;
}

/** How a program that had the terminal ended. */
export type ProgramEnd =
  | { readonly kind: 'ended'; readonly code: number }
  | { readonly kind: 'killed'; readonly signal: string }
  /** There was no such program or folder, or it may not be used. */
  | { readonly kind: 'problem'; readonly sentence: string };

/** How often it is looked whether the program was stopped, in milliseconds. */
const lookIntervalMs = 250;
/** How long a program that is told to end may take, milliseconds. */
const endGraceMs = 250;

/**
 * Runs a program on the operator's terminal and waits for it; the dashboard comes back whatever it did. Never
 * rejects. Should the dashboard have to end meanwhile, the program is ended too.
 */
export async function runInTerminal(
  session: Lender,
  program: string,
  args: readonly string[],
  surroundings: ProgramSurroundings,
): Promise<ProgramEnd> {
  try {
    return await session.lend((lease) => runBorrower(lease, program, args, surroundings));
  } catch {
    return { kind: 'problem', sentence: 'The program could not be given the terminal.' };
  }
}

async function runBorrower(
  lease: TerminalLease,
  program: string,
  args: readonly string[],
  { folder, environment }: ProgramSurroundings,
): Promise<ProgramEnd> {
  const modes = await saveModes(environment);
  if (lease.recalled.aborted) return { kind: 'problem', sentence: 'The dashboard is about to end.' };
  const child = spawn(program, [...args], { cwd: folder, env: { ...environment }, stdio: 'inherit' });
  const stopWatching = watchForStop(child, lease);
  const end = () => endProgram(child);
  lease.recalled.addEventListener('abort', end, { once: true });
  try {
    return await endOf(child);
  } finally {
    stopWatching();
    lease.recalled.removeEventListener('abort', end);
    await restoreModes(modes, environment);
  }
}

function endOf(child: ChildProcess): Promise<ProgramEnd> {
  return new Promise((resolve) => {
    child.on('error', () => resolve({ kind: 'problem', sentence: 'The program could not be started.' }));
    child.on('exit', (code, signal) => {
      resolve(signal === null ? { kind: 'ended', code: code ?? 1 } : { kind: 'killed', signal });
    });
  });
}

/**
 * Ctrl-Z in the terminal stops us and the program alike. But a program can also stop itself alone, or be stopped from
 * elsewhere; then we stop too, so that the shell notices, and when continued so is the program. Seen once it may
 * still be on its way back.
 */
function watchForStop(child: ChildProcess, lease: TerminalLease): () => void {
  let seen = 0;
  const watch = setInterval(() => {
    const { pid } = child;
    seen = pid !== undefined && isStopped(pid) ? seen + 1 : 0;
    if (seen < 2) return;
    seen = 0;
    lease.stop();
    child.kill('SIGCONT');
  }, lookIntervalMs);
  return () => clearInterval(watch);
}

/** As a closed window would: shells pass a hang-up on to their jobs, and put the terminal's owner right. */
function endProgram(child: ChildProcess): void {
  const { pid } = child;
  if (pid === undefined) return;
  for (const member of treeOf(pid)) {
    for (const signal of ['SIGHUP', 'SIGCONT'] as const) signalTo(member, signal);
  }
  const last = setTimeout(() => child.kill('SIGKILL'), endGraceMs);
  child.once('exit', () => clearTimeout(last));
}

function signalTo(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended just now, or is not ours.
  }
}
