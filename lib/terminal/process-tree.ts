import { readdirSync, readFileSync } from 'node:fs';

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
