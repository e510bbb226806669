import { isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folders that paths start from if they aren't absolute. */
export interface PathFolders {
  /** The absolute folder that relative paths are relative to. */
  readonly base: string;
  /** The absolute path that `~` stands for; null if unknown. */
  readonly home: string | null;
}

/** The absolute path of an output on this machine; null if it isn't on a disk, as in `s3://bucket/key`. */
export function absolutePath(path: string, { base, home }: PathFolders): string | null {
  if (path.includes('\0')) return null;
  if (path.startsWith('file://')) return fileOf(path);
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(path)) return null;
  if (path === '~' || path.startsWith('~/')) return home === null ? null : join(home, path.slice(1));
  return isAbsolute(path) ? path : resolve(base, path);
}

function fileOf(url: string): string | null {
  try {
    return fileURLToPath(url);
  } catch {
    // Not every text that starts like a file URL names a file on this machine.
    return null;
  }
}
