import { opendir, readlink, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';

/** Where a database really is: symbolic links resolved, because SQLite keeps `-wal` beside the real file. */
export interface Location {
  /** Real path of the folder. It existed when it was looked for. */
  readonly folder: string;
  /** Name of the database file in it; the file need not exist. */
  readonly name: string;
  readonly identity: FolderIdentity;
}

interface FolderIdentity {
  readonly device: bigint;
  readonly inode: bigint;
  readonly birth: bigint;
  readonly changed: bigint;
}

/** As many links as Linux follows in one path. */
const mostLinks = 40;

/** The real location of a path, or null if its folder can't be reached now. Never rejects. */
export async function findLocation(path: string): Promise<Location | null> {
  try {
    const file = await realFile(resolve(path), mostLinks);
    const folder = dirname(file);
    const { dev, ino, birthtimeNs, ctimeNs } = await stat(folder, { bigint: true });
    const identity = { device: dev, inode: ino, birth: birthtimeNs, changed: ctimeNs };
    return { folder, name: basename(file), identity };
  } catch {
    // The reader reports what is wrong with the path; without a folder there is nothing to watch.
    return null;
  }
}

/** Whether two looks found the same folder, and the same file name in it. */
export function isSameLocation(one: Location | null, other: Location | null): boolean {
  if (one === null || other === null) return one === other;
  return one.folder === other.folder && one.name === other.name && isSame(one.identity, other.identity);
}

function isSame(one: FolderIdentity, other: FolderIdentity): boolean {
  if (one.device !== other.device || one.inode !== other.inode) return false;
  // A folder that is deleted and made again can get the old one's inode number. Where the system doesn't know a
  // folder's birth, it reports the last change instead, which proves nothing.
  return one.birth === other.birth || other.birth === other.changed;
}

/** The real path of a file that may not exist, at the end of links that may dangle. */
async function realFile(path: string, linksLeft: number): Promise<string> {
  const file = join(await realpath(dirname(path)), basename(path));
  const target = linksLeft > 0 ? await linkTarget(file) : null;
  return target === null ? file : realFile(resolve(dirname(file), target), linksLeft - 1);
}

async function linkTarget(file: string): Promise<string | null> {
  try {
    return await readlink(file);
  } catch {
    // Not a link, or it doesn't exist.
    return null;
  }
}

/** chokidar reads the whole folder at each event: with more entries, each commit would cost tens of milliseconds. */
export const mostEntries = 200;

/**
 * Whether a folder holds too many entries to watch it cheaply. False for a folder that can't be read. Never
 * rejects.
 */
export async function isLarge(folder: string): Promise<boolean> {
  try {
    let entries = 0;
    for await (const _entry of await opendir(folder)) {
      entries++;
      if (entries > mostEntries) return true;
    }
    return false;
  } catch {
    // The watch will run into the same error and report it.
    return false;
  }
}
