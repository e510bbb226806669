import { basename } from 'node:path';

const windowNameLength = 30;

/** A window's name from a folder's, of letters, digits and a few marks: tmux and its status line read all others. */
export function windowName(folder: string): string {
  const clean = basename(folder)
    .replace(/[^\p{L}\p{N}._]+/gu, '-')
    .replace(/^-+|-+$/g, '');
  return [...clean].slice(0, windowNameLength).join('') || 'folder';
}
