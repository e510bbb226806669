import { type ChildProcess, spawn } from 'node:child_process';
import { started } from '../../entries.js';
import type { Environment } from '../capabilities.js';
import type { TerminalLease } from '../terminal-modes.js';
import { isStopped, signalTo, treeOf } from './processes.js';

/** How long `stty` may take, in milliseconds: it answers at once, or not at all. */
const withinMs = 500;

/**
 * The line's modes (echo, whole lines, keys that send signals) in the form that `stty` reads; null if it fails.
 * Node knows only two sets of modes, and would take what a killed program left behind for the terminal's own.
 */
async function saveModes(environment: Environment): Promise<string | null> {
  const printed = (await stty('-g', environment)).trim();
  return /^[\w:=]+$/.test(printed) ? printed : null;
}

/** Restores saved modes. */
async function restoreModes(modes: string | null, environment: Environment): Promise<void> {
  if (modes !== null) await stty(modes, environment);
}

/**
 * In a session of its own, `stty` may set the terminal even from the background, where it would otherwise be
 * stopped.
 */
function stty(argument: string, environment: Environment): Promise<string> {
  return new Promise((resolve) => {
    const child = started(() =>
      spawn('stty', [argument], {
        stdio: ['inherit', 'pipe', 'ignore'],
        detached: true,
        timeout: withinMs,
        killSignal: 'SIGKILL',
        env: { ...environment },
      }),
    );
    let printed = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
    });
    child.on('error', () => resolve(''));
    child.on('close', () => resolve(printed));
  });
}

/** Something that can lend a terminal: a `TerminalSession`. */
export interface Lender {
  lend<T>(run: (lease: TerminalLease) => Promise<T>): Promise<T>;
}

/** The folder and environment that a program runs in. */
export interface ProgramContext {
  readonly folder?: string;
  readonly environment: Environment;
  /**
   * What the operator reads, until they press Enter, before the dashboard covers the program's own last words; null:
   * nothing. Absent: it comes back at once, however the program ended.
   */
  readonly lastWords?: (end: ProgramEnd) => string | null;
}

/** How a program that had the terminal ended. */
export type ProgramEnd =
  | { readonly kind: 'ended'; readonly code: number }
  | { readonly kind: 'killed'; readonly signal: string }
  /** There is no such program or folder, or it may not be used. */
  | { readonly kind: 'problem'; readonly sentence: string };

const untilEnter = 'printf "\\n%s " "$1"; read -r _';

/** How often to check whether the program was stopped, in milliseconds. */
const lookIntervalMs = 250;
/** How long a program may take to end when it is told to, in milliseconds. */
const endGraceMs = 250;

/**
 * Runs a program on the operator's terminal and waits for it; the dashboard comes back, however it ended. Never
 * rejects. If the dashboard has to end in the meantime, the program is ended too.
 */
export async function runInTerminal(
  session: Lender,
  program: string,
  args: readonly string[],
  context: ProgramContext,
): Promise<ProgramEnd> {
  try {
    return await session.lend(async (lease) => {
      const end = await runBorrower(lease, program, args, context);
      const last = context.lastWords?.(end) ?? null;
      if (last !== null) await runBorrower(lease, 'sh', ['-c', untilEnter, 'sh', last], context);
      return end;
    });
  } catch {
    return { kind: 'problem', sentence: 'The program could not be given the terminal.' };
  }
}

async function runBorrower(
  lease: TerminalLease,
  program: string,
  args: readonly string[],
  { folder, environment }: ProgramContext,
): Promise<ProgramEnd> {
  const modes = await saveModes(environment);
  if (lease.recalled.aborted) return { kind: 'problem', sentence: 'The dashboard is about to end.' };
  const child = started(() =>
    spawn(program, [...args], { cwd: folder, env: { ...environment }, stdio: 'inherit' }),
  );
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
 * Ctrl-Z in the terminal stops both us and the program. But a program can also stop itself alone, or be stopped
 * from elsewhere; then we stop too, so that the shell notices, and when we are continued, so is the program. After
 * that it may look stopped for a moment longer.
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

/**
 * Ends it like a closed window would: shells pass a hang-up on to their jobs, and restore the terminal's owner.
 */
function endProgram(child: ChildProcess): void {
  const { pid } = child;
  if (pid === undefined) return;
  for (const member of treeOf(pid)) {
    for (const signal of ['SIGHUP', 'SIGCONT'] as const) signalTo(member, signal);
  }
  const last = setTimeout(() => child.kill('SIGKILL'), endGraceMs);
  child.once('exit', () => clearTimeout(last));
}
