import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { expect, it, jest } from '@jest/globals';
import { cursorsIn } from '../../../lib/cli/cursor.js';
import { FarFollowing } from '../../../lib/commands/follow/far-following.js';
import { type FollowedFrom, followHere } from '../../../lib/commands/follow/follow-here.js';
import type { FollowedQueue } from '../../../lib/commands/follow/following.js';
import type { RecordLocation } from '../../../lib/commands/follow/record.js';
import type { HostReaders } from '../../../lib/hosts/host-readers.js';
import type { FollowStart } from '../../../lib/hosts/wire/messages.js';
import { everyJob } from '../../../lib/model/filter.js';
import type { FollowEvent, ReportedEvent } from '../../../lib/model/follow-event.js';
import type { ProblemCode, ReadProblemCode } from '../../../lib/model/problem.js';
import { problemOf } from '../../../lib/snapshot/files/read-failure.js';
import { LiveDatabase, type ReadDatabase } from '../../../lib/snapshot/live-database.js';
import { createDatabase } from '../../support/databases.js';
import { testFolder } from '../../support/test-folder.js';

/** A queue of which nothing is watched: it is read once. */
function queueOf(database: ReadDatabase): FollowedQueue {
  const watch = { start: async () => {}, close: async () => {} };
  return { database, lastWritten: () => null, watch: () => watch, identity: () => '' };
}

/** What is told until there is something. */
async function firstTold(
  database: ReadDatabase,
  location: RecordLocation,
  from: FollowedFrom,
): Promise<readonly ReportedEvent[]> {
  const all: ReportedEvent[] = [];
  const print = async (told: readonly ReportedEvent[]) => {
    all.push(...told);
    return false;
  };
  const parts = { filter: everyJob, from, waits: true, location, records: true, print };
  await followHere({ queue: queueOf(database), ...parts }, { now: Date.now, error: process.stderr }).run();
  return all;
}

it('a run keeps the cursor that it continues from until a database is read', async () => {
  const folder = testFolder();
  const path = join(folder, 'queue.db');
  const location = { folder: join(folder, 'state'), name: 'queue', database: path, host: 'vm' };
  await createDatabase(path, { rows: [{ id: 1, status: 'QUEUED' }] });
  const [snapshot] = await firstTold(new LiveDatabase(path, Date.now), location, { kind: 'now' });
  const cursor = snapshot?.cursor ?? '';
  const missing: ReadDatabase = {
    path,
    read: async () => ({ kind: 'problem', problem: problemOf('missing', path) }),
    look: async () => '',
    close: async () => {},
  };
  const cursors = cursorsIn(cursor) ?? [];
  expect(await firstTold(missing, location, { kind: 'cursors', cursors })).toMatchObject([
    { event: { kind: 'connection', problem: { code: 'missing' } }, cursor },
  ]);
  expect(cursors).toHaveLength(1);
});

it('a problem is reported again only once another has been in between', async () => {
  const codes: ProblemCode[] = [];
  const first: ReadProblemCode[] = ['missing', 'missing', 'unreadable', 'unreadable'];
  const problems = [...first, ...first.slice(0, 2)];
  let changed = () => {};
  const database: ReadDatabase = {
    path: '/q.db',
    read: async () => {
      const code = problems.shift() ?? 'damaged';
      setImmediate(() => changed());
      return { kind: 'problem', problem: problemOf(code, '/q.db') };
    },
    look: async () => '',
    close: async () => {},
  };
  const queue: FollowedQueue = {
    ...queueOf(database),
    watch: (onChange) => {
      changed = onChange;
      return { start: async () => {}, close: async () => {} };
    },
  };
  const print = async (told: readonly ReportedEvent[]) => {
    for (const { event } of told)
      if (event.kind === 'connection' && event.problem !== null) codes.push(event.problem.code);
    return !codes.includes('damaged');
  };
  const error = new PassThrough() as unknown as NodeJS.WriteStream;
  const parts = { queue, filter: everyJob, waits: true, location: null, records: false, print };
  await followHere({ ...parts, from: { kind: 'now' } }, { now: Date.now, error }).run();
  expect(codes).toEqual(['missing', 'unreadable', 'missing', 'damaged']);
});

it('a problem that passes is reported only if it lasts, without a read in between', async () => {
  const path = join(testFolder(), 'queue.db');
  await createDatabase(path, { rows: [{ id: 1, status: 'QUEUED' }] });
  const [live, told, steps] = [
    new LiveDatabase(path, Date.now),
    [] as string[],
    ['busy', 'read', 'busy', 'damaged'],
  ];
  const steady = performance.now.bind(performance);
  let [skipped, changed] = [0, () => {}];
  const clock = jest.spyOn(performance, 'now').mockImplementation(() => steady() + skipped);
  const database: ReadDatabase = {
    ...{ path, look: async () => '', close: () => live.close() },
    read: async (queries) => {
      const step = steps.shift() ?? 'damaged';
      setImmediate(() => {
        // Longer than a problem is borne with.
        skipped += 2000;
        changed();
      });
      return step === 'read'
        ? live.read(queries)
        : { kind: 'problem', problem: problemOf(step as 'busy', path) };
    },
  };
  const watch = (onChange: () => void) => {
    changed = onChange;
    return { start: async () => {}, close: async () => {} };
  };
  const print = async (events: readonly ReportedEvent[]) => {
    for (const { event } of events)
      told.push(event.kind === 'connection' ? (event.problem?.code ?? 'good') : event.kind);
    return !told.includes('damaged');
  };
  const parts = {
    queue: { ...queueOf(database), watch },
    filter: everyJob,
    waits: true,
    location: null,
    print,
  };
  const here = { ...parts, records: false, from: { kind: 'now' } } as const;
  await followHere(here, { now: Date.now, error: new PassThrough() as unknown as NodeJS.WriteStream }).run();
  clock.mockRestore();
  expect(told).toEqual(['snapshot', 'damaged']);
});

it('a cursor is used no longer than the host sends cursors', async () => {
  const start: FollowStart = { filter: everyJob, waits: false, from: { kind: 'now' } };
  const starts: unknown[] = [];
  const lost = { kind: 'problem', problem: { ...problemOf('busy', 'there'), code: 'no-link' } };
  const event: FollowEvent = { kind: 'worker', worker: 'w', from: null, to: 'gone' };
  const answers: unknown[] = [
    ...['a.1', null].map((cursor) => ({ kind: 'events', events: [{ event, asOf: 1, cursor }] })),
    ...[lost, { kind: 'events', events: [{ event, asOf: 2, cursor: null }] }, { kind: 'over' }],
  ];
  let changed = () => {};
  const host = {
    watch: (listener: { onChange: () => void }) => {
      changed = listener.onChange;
      return () => {};
    },
    follow: async (begun: FollowStart | null) => {
      if (begun !== null) starts.push(begun.from);
      const answer = answers.shift();
      if (answer === lost) setImmediate(() => changed());
      return answer;
    },
    close: async () => {},
  } as unknown as HostReaders;
  const told: string[] = [];
  const print = async (events: readonly ReportedEvent[]) => {
    told.push(...events.map((each) => each.event.kind));
    return true;
  };
  await new FarFollowing({ host, start, print, now: Date.now }).run();
  expect(starts).toEqual([{ kind: 'now' }, { kind: 'now' }]);
  expect(told).toEqual(['worker', 'worker', 'connection', 'connection', 'gap', 'worker']);
});
