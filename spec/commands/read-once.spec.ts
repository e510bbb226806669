import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type DatabaseAddress, opened } from '../../lib/commands/database.js';
import { databaseFindings } from '../../lib/commands/doctor/database.js';
import { print, printPanel } from '../../lib/commands/print.js';
import { readOnce } from '../../lib/commands/read-once.js';
import type { World } from '../../lib/commands/world.js';
import type { HostReaders } from '../../lib/hosts/host-readers.js';
import { everyJob } from '../../lib/model/filter.js';
import type { PictureRequest } from '../../lib/model/picture.js';
import type { ReadProblemCode } from '../../lib/model/problem.js';
import { defaultSort } from '../../lib/model/sort.js';
import { DatabaseReader } from '../../lib/snapshot/database-reader.js';
import { problemOf } from '../../lib/snapshot/files/read-failure.js';
import { LiveDatabase } from '../../lib/snapshot/live-database.js';
import type { ReadResult } from '../../lib/snapshot/port.js';
import { makePicture } from '../machine/queue-in-memory.js';
import { createDatabase } from '../support/databases.js';
import { folderForEach } from '../support/folder-for-each.js';

const folder = folderForEach();

const request: PictureRequest = {
  ...({ filter: everyJob, anchor: { kind: 'index', index: 0 } } as const),
  ...{ before: 0, after: 0, failures: 0 },
};

/** How many reads there were. */
let reads: number;

beforeEach(() => {
  reads = 0;
});

/** A host whose database has this problem so many times, and can be read then. */
function hostWith(code: ReadProblemCode, times: number): HostReaders {
  let left = times;
  const measured = async (): Promise<ReadResult> => {
    reads += 1;
    left -= 1;
    return left >= 0
      ? { kind: 'problem', problem: problemOf(code, 'ssh://there', '') }
      : { kind: 'picture', picture: makePicture([]) };
  };
  return { measured, close: async () => {} } as unknown as HostReaders;
}

async function ended(read: (world: World) => Promise<number>) {
  const error = new PassThrough();
  const code = await read({ error, now: Date.now } as unknown as World);
  error.end();
  return { code, reads, errors: await text(error) };
}

const use = async () => 0;
const all = (databases: readonly DatabaseAddress[], timeout: number | null = null, folder = '') =>
  ended((world) => readOnce(opened(databases, { ...world, folder }, timeout), request, world, use));
const once = (host: HostReaders, timeout: number | null = null) =>
  all([{ name: '', path: '', open: () => host }], timeout);

describe('a database that is read once', () => {
  it('is tried again while it is written to non-stop, for as long as was asked for, and for nothing else', async () => {
    expect(await once(hostWith('busy', 6))).toEqual({ code: 0, reads: 7, errors: '' });
    reads = 0;
    const late = await once(hostWith('busy', 1000), 100);
    expect(late).toMatchObject({ code: 1, errors: expect.stringContaining('written to non-stop') });
    expect(late.reads).toBeGreaterThan(1);
    reads = 0;
    expect(await once(hostWith('damaged', 1))).toMatchObject({ code: 1, reads: 1 });
  });

  it('is read in one go, unless it has views: those are read where their read can be given up', async () => {
    const path = folder.file('queue.sqlite3');
    await createDatabase(path, { rows: [{ id: 1, status: 'FAILED' }] });
    const read = jest.spyOn(LiveDatabase.prototype, 'read');
    expect(await all([{ name: '', path }], null, '/')).toMatchObject({ code: 0, errors: '' });
    expect(read).toHaveBeenCalledTimes(1);
    read.mockRestore();

    await createDatabase(folder.file('views.sqlite3'), { sql: ['CREATE VIEW endless AS SELECT 1'] });
    const viewsProblem = problemOf('busy', path, '');
    const folders = { base: '/', home: null };
    const reader = new DatabaseReader(folder.file('views.sqlite3'), {
      clock: Date.now,
      folders,
      viewsProblem,
    });
    expect(await reader.readMeasured(request)).toEqual({ kind: 'problem', problem: viewsProblem });
    await reader.close();
  });

  it('is tried again among several', async () => {
    const hosts = [hostWith('busy', 3), hostWith('busy', 0)];
    const databases = hosts.map((host, at) => ({ name: `n${at}`, path: '', open: () => host }));
    expect(await all(databases, 10_000)).toMatchObject({ code: 0, errors: '' });
    expect(reads).toBeGreaterThan(4);
  });

  it.each([print, printPanel])(
    'is given up among several after the time that was asked for (%#)',
    async (command) => {
      const databases = ['one', 'two'].map((name) => ({ name, path: '', open: () => hostWith('busy', 1e9) }));
      const choice = { statuses: null, types: null, name: null, cause: null, text: null, worker: null };
      const options = {
        path: '',
        databases,
        timeout: 50,
        format: 'json',
        limit: 0,
        choice,
        sort: defaultSort,
        panel: { kind: 'causes', choice },
      };
      const styled = () => '';
      expect(await ended((world) => command(options as never, world, styled))).toMatchObject({ code: 1 });
    },
    5000,
  );

  it.each([
    [10_000, /^it works, and lacks /],
    [0, /written to non-stop/],
  ])('is tried again by the doctor for %i ms', async (timeout, words) => {
    const path = folder.file('jobs.sqlite3');
    await createDatabase(path);
    const live = new LiveDatabase(path);
    let left = 3;
    const read: LiveDatabase['read'] = async (queries) => {
      left -= 1;
      return left < 0 ? live.read(queries) : { kind: 'problem', problem: problemOf('busy', path) };
    };
    const { findings } = await databaseFindings({ path, read }, path, timeout);
    await live.close();
    expect(findings.find(({ topic }) => topic === 'schema')?.text).toMatch(words);
  });
});
