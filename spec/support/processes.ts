import { readdirSync, readFileSync } from 'node:fs';
import { eventually } from './eventually.js';
import { isAlive } from './until.js';

/** The processes that a process has started, whichever of its threads did. */
export function childrenOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
      readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8')
        .trim()
        .split(' ')
        .filter(Boolean)
        .map(Number),
    );
  } catch {
    return [];
  }
}

/** The first child of a process that is there, and passes. */
export function childOf(pid: number, passes: (child: number) => boolean = () => true): Promise<number> {
  return eventually(() => childrenOf(pid).find(passes) ?? false, `no such child of ${pid}`);
}

/** The command line of a process. */
export function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}

/** The command lines of all other processes. */
export function commandLines(): readonly string[] {
  const isOther = (pid: number) => pid > 0 && pid !== process.pid;
  return readdirSync('/proc').map(Number).filter(isOther).map(commandOf);
}

/** Resolves when all of these have ended; rejects when one is still there after `within` ms. */
export async function allGone(pids: readonly number[], within: number): Promise<void> {
  await eventually(
    () => !pids.some(isAlive),
    () => `still there: ${pids.filter(isAlive).map((pid) => `${pid} ${commandOf(pid)}`)}`,
    { within, every: 10 },
  );
}
