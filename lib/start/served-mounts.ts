import { spawn } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import { dirname, resolve, sep } from 'node:path';
import { started } from '../entries.js';
import type { Disk } from './disk-database.js';

/** File systems that another machine or a program serves: a read of a file there may hang for any length of time. */
const servedTypes = /^(nfs|nfs4|cifs|smb3|smbfs|9p|ceph|lustre|afs|gfs2|ocfs2|beegfs|fuse|fuse\..+)$/;
/** A chain of more links than this leads nowhere. */
const mostLinks = 40;

/** Where file systems that may hold up a reader are mounted, from the text of Linux's `/proc/self/mountinfo`. */
export function servedMounts(mountinfo: string): readonly string[] {
  return mountinfo.split('\n').flatMap((line) => {
    const [mount = '', source = ''] = line.split(' - ');
    const [type = ''] = source.split(' ');
    const point = mount.split(' ')[4];
    return point !== undefined && servedTypes.test(type) ? [unescaped(point)] : [];
  });
}

/** The same for this system; none where it doesn't tell. */
export function mountsHere(): readonly string[] {
  try {
    return servedMounts(readFileSync('/proc/self/mountinfo', 'utf8'));
  } catch {
    // Only Linux has this file; elsewhere all disks count as local.
    return [];
  }
}

/**
 * The mount of a path that may hold up a reader, or null for a disk of this machine. Links are followed, but nothing on
 * such a mount is touched. `readLink` returns where a link leads to, and null for anything else.
 */
export function servedMountOf(
  path: string,
  mounts: readonly string[],
  readLink: (path: string) => string | null = linkAt,
): string | null {
  if (mounts.length === 0) return null;
  let whole = resolve(path);
  for (let links = 0; links <= mostLinks; links += 1) {
    const next = firstLink(whole, mounts, readLink);
    if (next === null || 'mount' in next) return next?.mount ?? null;
    whole = next.path;
  }
  return null;
}

/** The mount that a path leads into, or the path without its first link; null for a path without either. */
function firstLink(
  path: string,
  mounts: readonly string[],
  readLink: (path: string) => string | null,
): { readonly mount: string } | { readonly path: string } | null {
  const parts = path.split(sep).slice(1);
  for (let count = 1; count <= parts.length; count += 1) {
    const part = sep + parts.slice(0, count).join(sep);
    if (longestAround(part, mounts) !== null) return { mount: longestAround(path, mounts) ?? part };
    const target = readLink(part);
    if (target !== null) return { path: resolve(dirname(part), target, ...parts.slice(count)) };
  }
  return null;
}

function longestAround(path: string, mounts: readonly string[]): string | null {
  const around = mounts.filter(
    (mount) => path === mount || path.startsWith(mount === sep ? sep : mount + sep),
  );
  return around.toSorted((one, other) => other.length - one.length)[0] ?? null;
}

function linkAt(path: string): string | null {
  try {
    return readlinkSync(path);
  } catch {
    // It is no link, or isn't there (yet).
    return null;
  }
}

/** Blanks and backslashes are written there as octal numbers. */
function unescaped(point: string): string {
  return point.replace(/\\([0-7]{3})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 8)),
  );
}

/** A disk that hasn't answered after this many ms is gone without. */
const patienceMs = 1000;
/** The process that asks may take this long on a busy machine, ms, as long as it isn't the disk that it waits for. */
const longestMs = 10_000;
/** Opens what it is given, which asks a disk whatever is remembered of it here. A pipe would wait for its other end. */
const script = 'for path; do [ -p "$path" ] || true <"$path"; done';

/** What the rest of the program needs of {@link ServedDisks}. */
export type Disks = Pick<ServedDisks, 'askedMs' | 'mountOf' | 'diskOf' | 'ask' | 'isSilent'>;

/**
 * What is known of the disks that another machine or a program serves. A call that waits for one of them can't be
 * ended, so a process of its own asks first, which can be left behind. Where nothing is served, nothing is asked.
 */
export class ServedDisks {
  readonly #mounts: readonly string[];
  readonly #silent = new Set<string>();
  #askedMs = 0;

  constructor(mounts: readonly string[] = mountsHere()) {
    this.#mounts = mounts;
  }

  /** How long the asking took so far, ms. */
  get askedMs(): number {
    return this.#askedMs;
  }

  /** Where the served disk is mounted that a path is on; null: it is on one of this machine's own. */
  mountOf(path: string): string | null {
    return servedMountOf(path, this.#mounts);
  }

  /** The served disk that a database, or else its folder of logs, is on; null: there is none. */
  diskOf(file: string, logFolder: string | null): Disk | null {
    const mount = this.mountOf(file);
    if (mount !== null) return { mount, isOfLogs: false };
    const ofLogs = logFolder === null ? null : this.mountOf(logFolder);
    return ofLogs === null ? null : { mount: ofLogs, isOfLogs: true };
  }

  /** Asks the served disks among those that these paths are on; from then on it is known which don't answer. */
  async ask(paths: readonly (string | null)[]): Promise<void> {
    const byMount = new Map<string, string[]>();
    for (const path of paths) {
      const mount = path === null ? null : this.mountOf(path);
      if (path === null || mount === null || this.#silent.has(mount)) continue;
      byMount.set(mount, [...(byMount.get(mount) ?? [mount]), path]);
    }
    if (byMount.size === 0) return;
    const began = performance.now();
    const asking = [...byMount].map(async ([mount, asked]) => {
      if (!(await answers(asked))) this.#silent.add(mount);
    });
    await Promise.all(asking);
    this.#askedMs += performance.now() - began;
  }

  /** Whether a path is on a disk that didn't answer when it was asked. */
  isSilent(path: string): boolean {
    if (this.#silent.size === 0) return false;
    const mount = this.mountOf(path);
    return mount !== null && this.#silent.has(mount);
  }
}

function answers(paths: readonly string[]): Promise<boolean> {
  return new Promise((resolve) => {
    const words = ['-c', script, 'sh', ...paths];
    const child = started(() => spawn('/bin/sh', words, { stdio: 'ignore', cwd: '/' }));
    child.unref();
    const began = performance.now();
    const check = (): void => {
      if (isRunning(child.pid) && performance.now() - began < longestMs) {
        wait();
        return;
      }
      child.kill('SIGKILL');
      resolve(false);
    };
    let timer: NodeJS.Timeout;
    const wait = (): void => {
      // Its end may have been noticed without having been reported yet.
      timer = setTimeout(() => setImmediate(check), patienceMs);
    };
    const end = (): void => {
      clearTimeout(timer);
      resolve(true);
    };
    wait();
    child.once('exit', end);
    // Without a shell nobody can ask.
    child.once('error', end);
  });
}

/** Whether a process wants the processor, rather than to wait for something. */
function isRunning(pid: number | undefined): boolean {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .startsWith('R');
  } catch {
    return false;
  }
}
