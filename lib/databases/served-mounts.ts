import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, readlinkSync } from 'node:fs';
import { dirname, resolve, sep } from 'node:path';
import { setTimeout as pause, setImmediate as turn } from 'node:timers/promises';
import { started } from '../entries.js';

/** File systems that another machine or a program serves: a read of a file there may hang for any length of time. */
const servedTypes = /^(nfs|nfs4|cifs|smb3|smbfs|9p|ceph|lustre|afs|gfs2|ocfs2|beegfs|fuse|fuse\..+)$/;
/** A chain of more links than this leads nowhere. */
const mostLinks = 40;

/** Where each file system is mounted, and whether it may hold up a reader; none if none may. */
export type Mounts = ReadonlyMap<string, boolean>;

/** The mounts in the text of Linux's `/proc/self/mountinfo`. */
export function mountsIn(mountinfo: string): Mounts {
  const mounts = new Map<string, boolean>();
  for (const line of mountinfo.split('\n')) {
    const [mount = '', source = ''] = line.split(' - ');
    const [type = ''] = source.split(' ');
    const point = mount.split(' ')[4];
    if (point !== undefined) mounts.set(unescaped(point), servedTypes.test(type));
  }
  return [...mounts.values()].includes(true) ? mounts : new Map();
}

/** The mounts of this system; none where it doesn't list them. */
export function mountsHere(): Mounts {
  try {
    return mountsIn(readFileSync('/proc/self/mountinfo', 'utf8'));
  } catch {
    // Only Linux has this file; elsewhere all disks count as local.
    return new Map();
  }
}

/**
 * The mount of a path that may hold up a reader, or null for a disk of this machine. Links are followed, but nothing on
 * such a mount is touched. `readLink` returns where a link leads to, and null for anything else.
 */
export function servedMountOf(
  path: string,
  mounts: Mounts,
  readLink: (path: string) => string | null = linkAt,
): string | null {
  if (mounts.size === 0) return null;
  let whole = resolve(path);
  for (let links = 0; links <= mostLinks; links += 1) {
    const next = firstLink(whole, mounts, readLink);
    if (next === null || 'mount' in next) return next?.mount ?? null;
    whole = next.path;
  }
  return null;
}

/** The served mount that a path leads into, or the path without its first link; null for a path without either. */
function firstLink(
  path: string,
  mounts: Mounts,
  readLink: (path: string) => string | null,
): { readonly mount: string } | { readonly path: string } | null {
  const mount = mountAround(path, mounts);
  if (mounts.get(mount)) return { mount };
  const parts = path.split(sep).slice(1);
  for (let count = 1; count <= parts.length; count += 1) {
    const part = sep + parts.slice(0, count).join(sep);
    // One of this machine's disks may be mounted within a served one.
    const target = mounts.get(mountAround(part, mounts)) ? null : readLink(part);
    if (target !== null) return { path: resolve(dirname(part), target, ...parts.slice(count)) };
  }
  return null;
}

/** The innermost mount that an absolute path is on. */
function mountAround(path: string, mounts: Mounts): string {
  return mounts.has(path) || path === sep ? path : mountAround(dirname(path), mounts);
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

/** A disk that may stop answering. */
export interface Disk {
  /** Where it is mounted. */
  readonly mount: string;
  /** It has the folder of logs alone. */
  readonly isOfLogs: boolean;
}

/** A disk that hasn't answered after this many ms is gone without. */
const usualPatienceMs = 1000;
/** The process that asks may take this long on a busy machine, ms, as long as it isn't the disk that it waits for. */
const longestMs = 10_000;
/** Opens what it is given, which asks a disk whatever is remembered of it here. A pipe would wait for its other end. */
const script = 'for path; do [ -p "$path" ] || true <"$path"; done';

/**
 * What is known of the disks that another machine or a program serves. A call that waits for one of them can't be
 * ended, so a process of its own asks first, which can be left behind. Where nothing is served, nothing is asked.
 */
export class ServedDisks {
  readonly #mounts: Mounts;
  readonly #silent = new Set<string>();
  #askedMs = 0;

  constructor(mounts: Mounts) {
    this.#mounts = mounts;
  }

  /** How long the asking took so far, ms. */
  get askedMs(): number {
    return this.#askedMs;
  }

  /** The served disk that a database, or else its folder of logs, is on; null: there is none. */
  diskOf(file: string, logFolder: string | null): Disk | null {
    const mount = servedMountOf(file, this.#mounts);
    if (mount !== null) return { mount, isOfLogs: false };
    const ofLogs = logFolder === null ? null : servedMountOf(logFolder, this.#mounts);
    return ofLogs === null ? null : { mount: ofLogs, isOfLogs: true };
  }

  /**
   * Asks the served disks among those that these paths are on; from then on it is known which don't answer. One that
   * didn't before is asked again only where `patienceMs` says for how long it is waited for.
   */
  async ask(paths: readonly (string | null)[], patienceMs = 0): Promise<void> {
    const byMount = new Map<string, string[]>();
    for (const path of paths) {
      const mount = path === null ? null : servedMountOf(path, this.#mounts);
      if (path === null || mount === null || (this.#silent.has(mount) && patienceMs === 0)) continue;
      byMount.set(mount, [...(byMount.get(mount) ?? [mount]), path]);
    }
    if (byMount.size === 0) return;
    const began = performance.now();
    const asking = [...byMount].map(async ([mount, asked]) => {
      if (await answers(asked, patienceMs || usualPatienceMs)) this.#silent.delete(mount);
      else this.#silent.add(mount);
    });
    await Promise.all(asking);
    this.#askedMs += performance.now() - began;
  }

  /** Whether a path is on a disk that didn't answer when it was asked. */
  isSilent(path: string | null): boolean {
    const mount = path === null || this.#silent.size === 0 ? null : servedMountOf(path, this.#mounts);
    return mount !== null && this.#silent.has(mount);
  }
}

async function answers(paths: readonly string[], patienceMs: number): Promise<boolean> {
  const words = ['-c', script, 'sh', ...paths];
  const child = started(() => spawn('/bin/sh', words, { stdio: 'ignore', cwd: '/' }));
  child.unref();
  const began = performance.now();
  const yes = () => true;
  // Without a shell nobody can ask.
  const ended = once(child, 'exit').then(yes, yes);
  do {
    // Its end may have been noticed in time without having been reported yet.
    const late = pause(patienceMs).then(() => turn(false));
    if (await Promise.race([ended, late])) return true;
  } while (isRunning(child.pid) && performance.now() - began < longestMs);
  child.kill('SIGKILL');
  return false;
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
