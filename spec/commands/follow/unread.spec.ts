import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { watchReader } from '../../../lib/commands/follow/follow-lines.js';
import { testFolder } from '../../support/test-folder.js';

let folder: string;
let descriptor: number;

beforeEach(() => {
  folder = testFolder();
});
afterEach(() => closeSync(descriptor));

/** How many children of this process watch a reader. */
function watching(): number {
  const children = readdirSync('/proc/self/task').flatMap((task) =>
    readFileSync(`/proc/self/task/${task}/children`, 'utf8').split(' ').filter(Boolean),
  );
  return children.filter((child) => readFileSync(`/proc/${child}/comm`, 'utf8').trim() === 'tail').length;
}

describe('the watch of a pipe’s reader', () => {
  it('is a process that holds the pipe, and ends with the watch without a call', async () => {
    const path = join(folder, 'pipe');
    expect(spawnSync('mkfifo', [path]).status).toBe(0);
    // Both of its ends are in this process.
    descriptor = openSync(path, 'r+');
    let isUnread = false;
    const watch = watchReader(descriptor, () => {
      isUnread = true;
    });
    expect(watching()).toBe(1);
    await watch.close();
    expect([watching(), isUnread]).toEqual([0, false]);
  });

  it('starts no process for a file', async () => {
    descriptor = openSync(join(folder, 'file'), 'w');
    const watch = watchReader(descriptor, () => {});
    expect(watching()).toBe(0);
    await watch.close();
  });
});
