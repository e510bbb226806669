import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { copyText } from '../../lib/terminal/clipboard/clipboard.js';
import { runProcess } from '../../lib/terminal/programs/processes.js';
import { pinnedEnvironment } from '../support/pty.js';
import type { TemporaryFolder } from '../support/temporary-folder.js';

/** A program in a folder that is first on the returned PATH, and stands for another. */
export function standIn(folder: TemporaryFolder, name: string, script: string): string {
  const place = folder.file('bin');
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(place, name), 0o755);
  return `${place}${delimiter}${process.env.PATH}`;
}

/** Copies a text with real programs, but for what goes to the terminal; each has its time, or `within` ms. */
export function copyHere(text: string, environment: Record<string, string>, within?: number) {
  return copyText(text, {
    environment: { ...pinnedEnvironment(), ...environment },
    platform: 'linux',
    write: () => undefined,
    run: (request) => runProcess({ ...request, within: within ?? request.within }),
  });
}
