import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { after } from '../../lib/clock.js';
import { HostReaders } from '../../lib/hosts/host-readers.js';
import type { LinkProcess } from '../../lib/hosts/link/host-connection.js';
import { everything, scene } from '../hosts/wire/scene.js';
import { createDatabase } from '../support/databases.js';
import { sharedCodeCache } from '../support/shared-code-cache.js';
import { testFolder } from '../support/test-folder.js';
import { isAlive, until } from '../support/until.js';
import { program } from './program.js';

let folder: string;
let started: LinkProcess[];
let readers: HostReaders | null;

beforeEach(async () => {
  folder = testFolder();
  started = [];
  readers = null;
  await createDatabase(join(folder, 'queue.db'), scene);
});

afterEach(async () => {
  await readers?.close();
  for (const child of started as unknown as ChildProcess[])
    await until(() => child.pid === undefined || !isAlive(child.pid), 5000);
});

function link(
  path: string | null,
  args: readonly string[] = [],
  environment: NodeJS.ProcessEnv = {},
): HostReaders {
  readers = new HostReaders({
    label: 'ssh://there',
    start: () => {
      const child = spawn(process.execPath, [program, 'serve', '--stdio', ...args], {
        cwd: folder,
        env: { PATH: process.env.PATH, HOME: folder, ...sharedCodeCache(), ...environment },
        stdio: 'pipe',
      });
      started.push(child);
      return child;
    },
    ...{ version: '0', path, logFolder: null, after },
    steady: () => performance.now(),
    now: Date.now,
    random: Math.random,
  });
  return readers;
}

describe('jobs-view serve --stdio', () => {
  it('reads only the database of its argument, whatever is asked for', async () => {
    const { snapshots } = link('/etc/passwd', [join(folder, 'queue.db')]);
    expect(await snapshots.read(everything)).toMatchObject({ picture: { counts: { failed: 1 } } });
  });

  it('reads the default database if none is asked for, and writes nothing with read-only settings', async () => {
    const far = link(null, [], { JOBS_VIEW_DATABASE: 'queue.db', JOBS_VIEW_READ_ONLY: '1' });
    expect(await far.snapshots.read(everything)).toMatchObject({ picture: { counts: { failed: 1 } } });
    expect(await far.act({ action: 'probe' })).toMatchObject({ problem: { code: 'read-only' } });
  });

  it('is known as read-only with --read-only, to the doctor and before anything is asked for', async () => {
    const far = link(null, ['--read-only', join(folder, 'queue.db')]);
    const readOnly = { code: 'read-only', sentence: 'The host serves this database read-only.' };
    // Asked there, and then here.
    expect(await far.act({ action: 'probe' })).toMatchObject({ problem: readOnly });
    expect(far.peer?.able).toEqual(['read', 'logs']);
    const jobs = [{ id: '2', statusText: 'FAILED', retryCount: 0 }];
    expect(await far.change({ action: 'retry', jobs })).toMatchObject({ problem: readOnly });
    expect(await far.examine()).toMatchObject({
      findings: expect.arrayContaining([
        {
          topic: 'actions',
          verdict: 'note',
          text: expect.stringMatching(/^will not work\. The host serves/),
        },
      ]),
    });
    expect(await far.snapshots.read(everything)).toMatchObject({ picture: { counts: { failed: 1 } } });
  });
});
