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
 * Whether the folder that this process works in has been deleted meanwhile, as far as the system tells: only Linux
 * does. Node keeps its name, but each thread and each process of Node's that is started asks for it again, and fails.
 */
export function isFolderLost(): boolean {
  try {
    return readlinkSync('/proc/self/cwd').endsWith(' (deleted)');
  } catch {
    return false;
  }
}

/**
 * Goes on in the root folder if the one that this process works in is lost, so that threads can be started. A relative
 * path leads elsewhere from then on: call it only where none is in use.
 */
export function leaveLostFolder(): void {
  if (isFolderLost()) process.chdir('/');
}

/** Where a process is started that uses no relative path: in the root folder if this process's own is lost. */
export function folderToStartIn(): { readonly cwd?: string } {
  return isFolderLost() ? { cwd: '/' } : {};
}
