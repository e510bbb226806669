import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { namedCommands } from '../lib/cli/command-table.js';
import { nearest } from '../lib/settings/nearest.js';
import { sanitize } from '../lib/view/text/sanitize.js';

const names = namedCommands.map(({ name }) => name);

/**
 * What to say when a path looks like a mistyped command and no such file exists; null where it is meant as a path.
 */
export function mistakenCommand(path: string | null, folder: string): string | null {
  if (path === null) return null;
  const meant = /^[a-z]{2,}$/i.test(path) ? nearest(path, names) : null;
  if (meant === null || existsSync(resolve(folder, path))) return null;
  return `jobs-view: unknown command '${sanitize(path, 100)}' (Did you mean ${meant}?)\nFor a file of that name, write ./${path}\n`;
}
