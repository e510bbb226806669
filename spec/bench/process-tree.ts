import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** Clock ticks a second, the unit of times in /proc. */
const ticks = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));

/**
 * Seconds of processor time that a process has taken so far, with all its threads, and what it has started: those of
 * its descendants that run, and those that have ended and been waited for. Linux only.
 */
export function processorSeconds(pid: number): number {
  const processes = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => statOf(Number(name)))
    .filter((stat) => stat !== null);
  const family = new Set([pid]);
  let known = 0;
  while (family.size > known) {
    known = family.size;
    for (const { id, parent } of processes) if (family.has(parent)) family.add(id);
  }
  return (
    processes.filter(({ id }) => family.has(id)).reduce((sum, { consumed }) => sum + consumed, 0) / ticks
  );
}

/** Seconds of processor time that this process's children took that have ended and been waited for. Linux only. */
export function endedSeconds(): number {
  return (statOf(process.pid)?.ended ?? Number.NaN) / ticks;
}

/** A process's memory that is in use, in bytes. Linux only. */
export function residentBytes(pid: number): number {
  const line = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'));
  return Number(line?.[1]) * 1024;
}

/** Null where the process has ended meanwhile. */
function statOf(id: number): { id: number; parent: number; consumed: number; ended: number } | null {
  try {
    // The name in parentheses may hold anything, so what follows the last one counts.
    const fields = readFileSync(`/proc/${id}/stat`, 'latin1').split(') ').at(-1)?.split(' ') ?? [];
    const [user, system, childUser, childSystem] = fields.slice(11, 15).map(Number);
    const ended = (childUser ?? 0) + (childSystem ?? 0);
    return { id, parent: Number(fields[1]), consumed: (user ?? 0) + (system ?? 0) + ended, ended };
  } catch {
    return null;
  }
}
