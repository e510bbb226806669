import { readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { afterEach, expect, it } from '@jest/globals';
import { processWorld } from '../../bin/process-world.js';
import { hostNamed } from '../../lib/databases/databases.js';
import { folderToStartIn, isFolderLost, leaveLostFolder } from '../../lib/entries.js';
import type { LinkTrouble } from '../../lib/hosts/link/link-trouble.js';
import { copyToDesktop } from '../../lib/terminal/clipboard/clipboard.js';
import { runProcess } from '../../lib/terminal/programs/processes.js';
import { program } from '../end-to-end/program.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { testFolder } from '../support/test-folder.js';
import { standIn } from '../terminal/clipboard-scene.js';

const usual = process.cwd();

/** Works in a folder that is deleted then. */
function loseFolder(): void {
  const gone = testFolder();
  process.chdir(gone);
  rmdirSync(gone);
}

afterEach(() => process.chdir(usual));

it('a process stays in an existing folder, and leaves a deleted one', () => {
  expect([isFolderLost(), folderToStartIn()]).toEqual([false, {}]);
  leaveLostFolder();
  expect(process.cwd()).toBe(usual);
  loseFolder();
  expect([isFolderLost(), folderToStartIn()]).toEqual([true, { cwd: '/' }]);
  leaveLostFolder();
  expect(process.cwd()).toBe('/');
  expect(isFolderLost()).toBe(false);
});

it.each([
  ['a server', 'postgres://127.0.0.1:1/none'],
  ['another host', 'ssh://there/none'],
])('the link to %s starts in a folder that has been deleted', async (_, address) => {
  const folder = temporaryFolder();
  const ssh = folder.file('ssh');
  writeFileSync(ssh, `#!/bin/sh\nexec '${process.execPath}' '${program}' serve --stdio\n`, { mode: 0o755 });
  const named = await hostNamed(address, { sshCommand: ssh, pipes: [] }, null, processWorld(), {
    hosts: new Set(),
    servers: new Map(),
  });
  const open = named !== null && 'open' in named ? named.open : undefined;
  if (open === undefined) throw new Error('no server');
  loseFolder();
  let readers: ReturnType<typeof open> | null = null;
  const trouble = await new Promise<LinkTrouble | null>((resolve) => {
    readers = open({ onLink: resolve });
  });
  await (readers as ReturnType<typeof open> | null)?.close();
  folder.remove();
  expect(trouble).toBe(null);
});

it('a text reaches the desktop from a folder that has been deleted', async () => {
  const folder = temporaryFolder();
  const copied = folder.file('copied');
  const PATH = standIn(folder, 'xsel', `cat > '${copied}'`);
  loseFolder();
  const environment = { PATH, DISPLAY: ':9' };
  expect(await copyToDesktop('a text', { environment, run: runProcess, within: 20_000 })).toBe(true);
  expect(readFileSync(copied, 'utf8')).toBe('a text');
  folder.remove();
});
