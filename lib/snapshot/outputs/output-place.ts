import { isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where outputs are found that their path alone doesn't find. */
export interface OutputPlaces {
  /** The folder that relative paths start from, absolute. */
  readonly base: string;
  /** What `~` stands for, absolute; null where that is unknown. */
  readonly home: string | null;
}

/** The absolute path of an output on this machine; null where it is on no disk, as in `s3://bucket/key`. */
export function outputPlace(path: string, { base, home }: OutputPlaces): string | null {
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
    // Not every text that starts like a file's URL names one on this machine.
    return null;
  }
}
