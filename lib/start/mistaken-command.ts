import { existsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { namedCommands } from '../cli/command-table.js';
import { scpAddress } from '../hosts/address.js';
import { nearest } from '../settings/nearest.js';
import { sanitize } from '../view/text/sanitize.js';

const pathLimit = 4096;
const names = namedCommands.map(({ name }) => name);

/**
 * Names the file that may have been meant by a word that has become a command; empty where there is none.
 */
export function namesakeText([word = '']: readonly string[], folder: string): string {
  const isThere =
    /^(help|version)$/.test(word) && statSync(resolve(folder, word), { throwIfNoEntry: false })?.isFile();
  return isThere === true ? `jobs-view: for the file ${word}, write ./${word}\n` : '';
}

/**
 * The address that was meant by `host:path`, where no such file exists; null where it is meant as a file. One that is
 * still to be made may have any name, in a folder that exists.
 */
export function addressMeant(path: string, folder: string, isMade = false): string | null {
  const address = scpAddress(path);
  const file = resolve(folder, path);
  return address === null || existsSync(isMade ? dirname(file) : file) ? null : address;
}

/** What to say of the first path that is written as scp takes one; null where none is. */
export function mistakenAddress(paths: readonly string[], folder: string): string | null {
  for (const path of paths) {
    const address = addressMeant(path, folder);
    if (address === null) continue;
    const [here, there] = [sanitize(path, pathLimit), sanitize(address, pathLimit)];
    return `jobs-view: ${here} is no file here; on another host it is ${there}\n`;
  }
  return null;
}

/**
 * What to say when a path looks like a mistyped command and no such file exists; null where it is meant as a path.
 */
export function mistakenCommand(path: string | null, folder: string): string | null {
  if (path === null) return null;
  const meant = /^[a-z]{2,}$/i.test(path) ? nearest(path, names) : null;
  if (meant === null || existsSync(resolve(folder, path))) return null;
  return `jobs-view: unknown command '${sanitize(path, 100)}' (Did you mean ${meant}?)\nFor a file of that name, write ./${path}\n`;
}
