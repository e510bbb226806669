import { readlinkSync } from 'node:fs';

/** What to say when the folder that the program was started in has been deleted; null while it exists. */
export function lostFolderText(): string | null {
  try {
    process.cwd();
    return null;
  } catch {
    return 'jobs-view: The current folder has been deleted.\nChange to another folder and try again.\n';
  }
}

/**
 * Whether this process's working folder has been deleted since it started. Always false on systems other than Linux,
 * which don't tell. Node keeps its name, but each thread and each process of Node's that is started asks for it again,
 * and fails.
 */
export function isFolderLost(): boolean {
  try {
    return readlinkSync('/proc/self/cwd').endsWith(' (deleted)');
  } catch {
    return false;
  }
}

/**
 * Changes to the root folder if this process's working folder has been deleted, so that threads can be started. A
 * relative path leads elsewhere from then on: call it only where none is in use.
 */
export function leaveLostFolder(): void {
  if (isFolderLost()) process.chdir('/');
}

/**
 * Options for starting a process that uses no relative path: in the root folder if this process's working folder has
 * been deleted.
 */
export function folderToStartIn(): { readonly cwd?: string } {
  return isFolderLost() ? { cwd: '/' } : {};
}
