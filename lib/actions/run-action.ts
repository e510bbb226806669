import { spawn } from 'node:child_process';
import { isAbsolute } from 'node:path';
import { processArgs, programInput, replacedCode, started } from '../entries.js';
import {
  type ActionName,
  type ActionOrder,
  type ActionResult,
  type NotDone,
  type RequestOf,
  timeoutOf,
} from './action.js';
import { type ActionProblemCode, actionProblem, notStarted } from './action-problem.js';
import type { ActionLimits } from './action-watch.js';

/** How to run an action; every field has a default. */
export interface ActionOptions {
  /** How long to wait for a worker's lock; default 5 s. */
  readonly busyTimeoutMs?: number;
  /** How long the process may take in all; the default depends on the action. */
  readonly timeoutMs?: number;
  /** Ends the process when it aborts. */
  readonly signal?: AbortSignal;
  /** The environment of the process; default: this one's. */
  readonly environment?: NodeJS.ProcessEnv;
}

/** Node warns on stderr that its SQLite is experimental (before 24.15), of which operators need to know nothing. */
export const withoutWarnings = ['--disable-warning=ExperimentalWarning'];
const program = new URL('./action-process.js', import.meta.url);

/**
 * Does one action in a process of its own and resolves when that process has ended. Never rejects. It has to be a
 * process, not a thread: SQLite's locks belong to the process, and a reader in the same process would drop them by
 * closing any descriptor of the database (design "Writing").
 */
export async function runAction<Name extends ActionName>(
  request: RequestOf<Name> & { readonly action: Name },
  options: ActionOptions = {},
): Promise<ActionResult<Name>> {
  const problem = (code: ActionProblemCode, detail: string, words = {}): NotDone => ({
    kind: 'problem',
    problem: actionProblem(code, request.path, { ...words, detail }),
  });
  if (options.signal?.aborted) return problem('stopped', 'before it began');
  const order: ActionOrder = { request, busyTimeoutMs: options.busyTimeoutMs ?? 5000 };
  const end = await runProcess(order, options);
  if (end.why === 'failed') return { kind: 'problem', problem: notStarted(request.path, end.complaint) };
  if (end.why !== null) return problem(end.why, end.complaint);
  try {
    return JSON.parse(end.answer) as ActionResult<Name>;
  } catch {
    const { code, signal, complaint } = end;
    if (code === replacedCode) return problem('failed', complaint, replaced);
    return problem(
      'cut-short',
      complaint,
      signal === null ? {} : { sentence: `Writing was ended by ${signal}.` },
    );
  }
}

/** Nothing was changed then. */
const replaced = {
  sentence: "The program's file was replaced by another version.",
  advice: 'Start it again.',
};

/** How the process ended: `why` is null where it ended by itself. */
interface ProcessEnd {
  readonly why: 'timeout' | 'stopped' | 'failed' | null;
  /** Its exit code; null if it has none. */
  readonly code: number | null;
  /** The signal that ended it; null if it ended by itself. */
  readonly signal: NodeJS.Signals | null;
  readonly answer: string;
  readonly complaint: string;
}

function runProcess(order: ActionOrder, options: ActionOptions): Promise<ProcessEnd> {
  return new Promise((resolve) => {
    const timeoutMs = options.timeoutMs ?? timeoutOf(order.request);
    // A second later than the timer here, which knows how to report it.
    const limits: ActionLimits = {
      owner: process.pid,
      timeoutMs: timeoutMs + 1000,
      graceMs: order.busyTimeoutMs + 1000,
    };
    const child = started(() =>
      spawn(process.execPath, [...processArgs(program, withoutWarnings), JSON.stringify(limits)], {
        stdio: ['pipe', 'pipe', 'pipe'],
        // In a session of its own: the key that suspends this program must not suspend a process that holds a lock,
        // and the key that interrupts it must not kill one.
        detached: true,
        // In a folder that has been deleted no thread starts, and one has to end the process when it takes too long.
        ...(isAbsolute(order.request.path) ? { cwd: '/' } : {}),
        ...(options.environment === undefined ? {} : { env: options.environment }),
      }),
    );
    let why: ProcessEnd['why'] = null;
    let answer = '';
    let complaint = '';
    const end = (reason: 'timeout' | 'stopped'): void => {
      why ??= reason;
      child.kill('SIGKILL');
    };
    const stop = (): void => end('stopped');
    const timer = setTimeout(() => end('timeout'), timeoutMs);
    options.signal?.addEventListener('abort', stop);
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      answer += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      complaint = `${complaint}${text}`.slice(-4000);
    });
    child.on('error', (error) => {
      why ??= 'failed';
      complaint = String(error);
    });
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      options.signal?.removeEventListener('abort', stop);
      resolve({ why, code, signal, answer, complaint });
    });
    // The pipe breaks if the process ends before it has read; 'close' reports how it ended.
    child.stdin.on('error', () => {});
    child.stdin.write(programInput());
    child.stdin.end(JSON.stringify(order));
  });
}
