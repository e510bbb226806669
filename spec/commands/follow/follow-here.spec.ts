import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { expect, it, jest } from '@jest/globals';
import { cursorsIn } from '../../../lib/cli/cursor.js';
import { FarFollowing } from '../../../lib/commands/follow/far-following.js';
import { type FollowedFrom, followHere } from '../../../lib/commands/follow/follow-here.js';
import { type FollowedQueue, Following } from '../../../lib/commands/follow/following.js';
import type { HostReaders } from '../../../lib/hosts/host-readers.js';
import { everyJob } from '../../../lib/model/filter.js';
import type {
  FollowEvent,
  FollowStart,
  RecordLocation,
  ReportedEvent,
} from '../../../lib/model/follow-event.js';
import { problemOf } from '../../../lib/snapshot/files/read-failure.js';
import { LiveDatabase, type ReadDatabase } from '../../../lib/snapshot/live-database.js';
import { createDatabase } from '../../support/databases.js';
import { testFolder } from '../../support/test-folder.js';

const noWatch = { start: async () => {}, close: async () => {} };

/** Follows a database until `print` has had enough. */
function follow(
  database: ReadDatabase,
  print: (told: readonly ReportedEvent[]) => boolean,
  more: Partial<Parameters<typeof followHere>[0]> = {},
  onWatch: (onChange: () => void) => void = () => {},
) {
  const watch = (onChange: () => void) => {
    onWatch(onChange);
    return noWatch;
  };
  const queue: FollowedQueue = { database, lastWritten: () => null, watch, identity: () => '' };
  const order = { queue, filter: everyJob, from: { kind: 'now' }, waits: true, location: null } as const;
  const error = new PassThrough() as unknown as NodeJS.WriteStream;
  const parts = { ...order, records: false, print: async (told: readonly ReportedEvent[]) => print(told) };
  return followHere({ ...parts, ...more }, { now: Date.now, error }).run();
}

/** What is told until there is something. */
async function firstTold(
  database: ReadDatabase,
  location: RecordLocation,
  from: FollowedFrom,
): Promise<readonly ReportedEvent[]> {
  const all: ReportedEvent[] = [];
  await follow(database, (told) => all.push(...told) === 0, { location, from, records: true });
  return all;
}

/** What is told of a database that is read in these ways, after each of which it changes, until it is damaged. */
async function toldOf(database: ReadDatabase, ways: readonly string[], onChange = () => {}) {
  const left = [...ways];
  const told: string[] = [];
  let changed = () => {};
  const read: ReadDatabase['read'] = async (queries) => {
    const way = left.shift() ?? 'damaged';
    setImmediate(() => {
      onChange();
      changed();
    });
    return way === 'read'
      ? database.read(queries)
      : { kind: 'problem', problem: problemOf(way as 'busy', database.path) };
  };
  const print = (events: readonly ReportedEvent[]) => {
    for (const { event } of events)
      told.push(event.kind === 'connection' ? (event.problem?.code ?? 'good') : event.kind);
    return !told.includes('damaged');
  };
  await follow({ ...database, read }, print, {}, (onChange) => {
    changed = onChange;
  });
  return told;
}

/** A database of which nothing but problems is to be read. */
const unread = (path: string): ReadDatabase => ({
  ...{ path, look: async () => '', close: async () => {} },
  read: async () => ({ kind: 'problem', problem: problemOf('missing', path) }),
});

it('a run keeps the cursor that it continues from until a database is read', async () => {
  const folder = testFolder();
  const path = join(folder, 'queue.db');
  const location = { folder: join(folder, 'state'), name: 'queue', database: path, host: 'vm' };
  await createDatabase(path, { rows: [{ id: 1, status: 'QUEUED' }] });
  const [snapshot] = await firstTold(new LiveDatabase(path, Date.now), location, { kind: 'now' });
  const cursor = snapshot?.cursor ?? '';
  const cursors = cursorsIn(cursor) ?? [];
  expect(await firstTold(unread(path), location, { kind: 'cursors', cursors })).toMatchObject([
    { event: { kind: 'connection', problem: { code: 'missing' } }, cursor },
  ]);
  expect(cursors).toHaveLength(1);
});

it('the rest of changes that are too many for one read is read without another change', async () => {
  let reads = 0;
  const parts = {
    ...{ queue: { watch: () => noWatch, identity: () => '' }, waits: true, first: [], now: Date.now },
    reader: { read: async () => ({ kind: 'changes', isMore: ++reads < 3 }), close: async () => {} },
    output: { tell: async () => reads < 3 },
  };
  expect(await new Following(parts as never, { kind: 'now' }).run()).toEqual({ kind: 'unread' });
});

it('a problem is reported again only once another has been in between', async () => {
  const ways = ['missing', 'missing', 'unreadable', 'unreadable', 'missing', 'missing'];
  expect(await toldOf(unread('/q.db'), ways)).toEqual(['missing', 'unreadable', 'missing', 'damaged']);
});

it.each([
  ['busy read busy', 'snapshot'],
  ['read failed failed read', 'snapshot'],
  ['read failed failed failed read', 'snapshot failed good'],
  // As long as the commands for scripts go on trying.
  [`read ${'busy '.repeat(5)}read`, 'snapshot'],
  [`read ${'busy '.repeat(8)}read`, 'snapshot busy good'],
])('of %s, 2 s apart, is reported: %s', async (ways, reported) => {
  const path = join(testFolder(), 'queue.db');
  await createDatabase(path, { rows: [{ id: 1, status: 'QUEUED' }] });
  const live = new LiveDatabase(path, Date.now);
  const steady = performance.now.bind(performance);
  let skipped = 0;
  const clock = jest.spyOn(performance, 'now').mockImplementation(() => steady() + skipped);
  const readable = { ...unread(path), read: live.read.bind(live), close: () => live.close() };
  const told = await toldOf(readable, ways.split(' '), () => {
    skipped += 2000;
  });
  clock.mockRestore();
  expect(told).toEqual([...reported.split(' '), 'damaged']);
});

const lost = { kind: 'problem', problem: { ...problemOf('busy', 'there'), code: 'no-link' } };

/** Follows a queue on a host that gives these answers, each after its link has changed. */
async function followThere(...answers: readonly unknown[]) {
  const left = [...answers];
  const starts: unknown[] = [];
  const told: string[] = [];
  let changed = () => {};
  const host = {
    watch: (listener: { onChange: () => void }) => {
      changed = listener.onChange;
      return () => {};
    },
    follow: async (begun: FollowStart | null) => {
      if (begun !== null) starts.push(begun.from);
      changed();
      return left.shift();
    },
    close: async () => {},
  } as unknown as HostReaders;
  const start: FollowStart = { filter: everyJob, waits: false, from: { kind: 'now' } };
  const print = async (events: readonly ReportedEvent[]) => {
    told.push(...events.map((each) => each.event.kind));
    return true;
  };
  const ended = await new FarFollowing({ host, start, print, now: Date.now }).run();
  return { ended, starts, told, left };
}

it('a cursor is used no longer than the host sends cursors', async () => {
  const event: FollowEvent = { kind: 'worker', worker: 'w', from: null, to: 'gone' };
  const events = (cursor: string | null) => ({ kind: 'events', events: [{ event, asOf: 1, cursor }] });
  const answers = [events('a.1'), events(null), lost, events(null), { kind: 'over' }];
  const { starts, told } = await followThere(...answers);
  expect(starts).toEqual([{ kind: 'now' }, { kind: 'now' }]);
  expect(told).toEqual(['worker', 'worker', 'connection', 'connection', 'gap', 'worker']);
});

it('a queue on another host is followed on though its link came back before its loss was heard of', async () => {
  expect(await followThere(lost, { kind: 'over' })).toMatchObject({ ended: { kind: 'unread' }, left: [] });
});
