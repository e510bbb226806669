import { spawn } from 'node:child_process';
import { started } from '../../entries.js';
import type { Environment } from '../capabilities.js';
import { signalTo } from './processes.js';
import type { ProgramEnd } from './run-in-terminal.js';

/** How a program in the background ended, and the last line that it wrote to stderr; untrusted, may be empty. */
interface BackgroundEnd {
  readonly end: ProgramEnd;
  readonly lastLine: string;
}

/** How many characters of the end of stderr are kept. */
const tailLength = 4096;
const longestLine = 200;
/** A process that the program left behind can hold stderr open: then the rest is waited for only this long, ms. */
const restMs = 50;

/** Programs that are still running, by their ids. */
const running = new Set<number>();

/**
 * Runs a program in a session of its own, without terminal and input; its output is dropped. Never rejects. When this
 * process ends, however it does, programs that are still running are told to end, with all that they have started.
 */
export function runInBackground(
  program: string,
  args: readonly string[],
  { folder, environment }: { readonly folder: string; readonly environment: Environment },
): Promise<BackgroundEnd> {
  return new Promise((resolve) => {
    const child = started(() =>
      spawn(program, [...args], {
        cwd: folder,
        env: { ...environment },
        stdio: ['ignore', 'ignore', 'pipe'],
        detached: true,
      }),
    );
    const { pid } = child;
    if (pid !== undefined) own(pid);
    let printed = '';
    const settle = (end: ProgramEnd): void => {
      if (pid !== undefined) disown(pid);
      child.stderr?.destroy();
      resolve({ end, lastLine: lastLineOf(printed) });
    };
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      printed = (printed + text).slice(-tailLength);
    });
    child.on('error', () => settle({ kind: 'problem', sentence: 'The program could not be started.' }));
    child.on('exit', (code, signal) => {
      const end: ProgramEnd =
        signal === null ? { kind: 'ended', code: code ?? 1 } : { kind: 'killed', signal };
      const rest = setTimeout(() => settle(end), restMs);
      child.on('close', () => {
        clearTimeout(rest);
        settle(end);
      });
    });
  });
}

function own(pid: number): void {
  if (running.size === 0) process.once('exit', endAll);
  running.add(pid);
}

function disown(pid: number): void {
  running.delete(pid);
  if (running.size === 0) process.off('exit', endAll);
}

function endAll(): void {
  for (const pid of running) signalTo(-pid, 'SIGTERM');
}

function lastLineOf(text: string): string {
  const line = text.split(/[\r\n]+/).findLast((each) => each.trim() !== '') ?? '';
  return line.trim().slice(0, longestLine);
}
