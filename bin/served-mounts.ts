import { readFileSync, readlinkSync } from 'node:fs';
import { dirname, resolve, sep } from 'node:path';

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
