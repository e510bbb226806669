import { basename } from 'node:path';

const windowNameLength = 30;

/**
 * A window's name from a folder's, made of letters, digits and a few marks, because tmux and its status line
 * interpret other characters.
 */
export function windowName(folder: string): string {
  const clean = basename(folder)
    .replace(/[^\p{L}\p{N}._]+/gu, '-')
    .replace(/^-+|-+$/g, '');
  return [...clean].slice(0, windowNameLength).join('') || 'folder';
}
