import { spawnSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { printLines, watchReader } from '../../../lib/commands/follow/follow-lines.js';
import { FollowOutput } from '../../../lib/commands/follow/follow-output.js';
import { Cursors } from '../../../lib/commands/follow/record.js';
import type { FollowEvent, ReportedEvent } from '../../../lib/model/follow-event.js';
import type { Job } from '../../../lib/model/job.js';
import type { ChangesReader, QueueChanges } from '../../../lib/snapshot/changes-reader.js';
import { utcZone } from '../../../lib/view/format/times.js';
import { childrenOf, commandOf } from '../../support/processes.js';
import { testFolder } from '../../support/test-folder.js';
import { jobWith } from '../../view/scene.js';
import { Pipe } from './runs.js';

let now = 0;

beforeEach(() => {
  now = 10_000;
  jest.spyOn(performance, 'now').mockImplementation(() => now);
});
afterEach(() => void jest.restoreAllMocks());

const worker = (name: string): FollowEvent => ({ kind: 'worker', worker: name, from: null, to: 'gone' });
const good: FollowEvent = { kind: 'connection', problem: null, replaced: false };

it('a gap is reported once, with the next event, from the first time that nobody read to the last', async () => {
  const printed: unknown[] = [];
  let heldFor = 0;
  const print = async (told: readonly { readonly event: FollowEvent }[]) => {
    now += heldFor;
    for (const { event } of told) printed.push(event.kind === 'gap' ? event.reason : event.kind);
    return true;
  };
  const reader = { adopt: () => {} } as unknown as ChangesReader;
  const world = { now: () => now, error: new PassThrough() as unknown as NodeJS.WriteStream };
  const output = new FollowOutput({ location: null, cursor: null, print }, world, reader);
  const changes = (...events: readonly FollowEvent[]) =>
    ({ events, passedOver: [], asOf: now }) as unknown as QueueChanges;

  heldFor = 1000;
  await output.tell([], changes(worker('in time')));
  await output.tell([], changes(worker('also in time')));
  heldFor = 1001;
  await output.tell([], changes(worker('late')));
  await output.say(good, now);
  heldFor = 0;
  // Nothing has happened in the queue, so nothing was missed yet.
  await output.tell([good], changes());
  await output.tell([good], changes());
  await output.tell([], changes(worker('after the gap')));
  await output.tell([], changes(worker('later')));
  expect(printed).toEqual([
    ...['worker', 'worker', 'worker', 'connection', 'connection', 'connection'],
    { kind: 'held-up', from: 12_000, to: 14_002 },
    ...['worker', 'worker'],
  ]);
});

const told = (worker: string, cursor: string): ReportedEvent => ({
  event: { kind: 'worker', worker, from: null, to: 'gone' },
  asOf: 1,
  cursor,
});

it('2,000 events are printed once each, in portions', async () => {
  const pipe = new Pipe();
  const events = Array.from({ length: 2000 }, (_, index) => told(`worker-${index}`, `a-b.${index}`));
  const order = { format: 'json', path: '/q', name: null, ...{ unicode: true, zone: utcZone } } as const;
  expect(await printLines(events, { ...order, cursors: new Cursors() }, pipe)).toBe(true);
  expect(pipe.lines.map((line) => JSON.parse(line).cursor)).toEqual(events.map(({ cursor }) => cursor));
});

it('a line has the time that the job’s record has, and a new cause that of its job', async () => {
  const pipe = new Pipe();
  const [now, before, then] = ['17:01:24', '16:53:00', '16:40:00'].map((time) =>
    Date.parse(`2026-01-13T${time}Z`),
  );
  const changed = (job: Partial<Job>, asOf = now ?? 0): ReportedEvent => {
    const whole = jobWith({ id: '7', type: 'parse', ...job });
    const { status, type, startedAt } = whole;
    const to = { status, type, startedAt, endedAt: whole.completedAt, retries: 0 };
    const change = { id: '7', from: null, to, job: whole, typeText: 'parse' };
    return { event: { kind: 'job', change }, asOf, cursor: null };
  };
  const ended = { completedAt: before ?? 0, startedAt: then ?? 0, claimedAt: then ?? 0 };
  const cause: FollowEvent = { kind: 'cause', cause: { key: 'k', text: 'DiskFull' }, jobId: '7' };
  await printLines(
    [
      { event: cause, asOf: now ?? 0, cursor: null },
      changed({ ...ended, status: 'running', completedAt: null }),
      changed({ ...ended, status: 'failed' }),
      { event: cause, asOf: now ?? 0, cursor: null },
      changed({ ...ended, status: 'queued' }),
      changed({ ...ended, status: 'cancelled', completedAt: null }),
      // The worker's clock is ahead.
      changed({ ...ended, status: 'complete' }, then),
    ],
    { format: 'text', path: '/q', name: null, unicode: true, zone: utcZone, cursors: new Cursors() },
    pipe,
  );
  const times = ['17:01:24', '16:40:00', '16:53:00', '16:53:00', '17:01:24', '17:01:24', '16:40:00'];
  expect(pipe.lines.map((line) => line.slice(11, 19))).toEqual(times);
});

it('the cursor holds those of two databases of one host', async () => {
  const pipe = new Pipe();
  const cursors = new Cursors();
  for (const name of ['one', 'two'])
    await printLines(
      [told('w', `${name}.1`)],
      { format: 'json', path: 'ssh://there', name, unicode: true, zone: utcZone, cursors },
      pipe,
    );
  expect(JSON.parse(pipe.lines[1] ?? '').cursor).toBe('one.1,two.1');
});

it('a database that can no longer be continued has no part in the cursor', () => {
  const cursors = new Cursors();
  cursors.move('one', 'a-b.1');
  cursors.move('two', 'c-d.1');
  cursors.move('one', null);
  expect(cursors.text).toBe('c-d.1');
  cursors.move('two', null);
  expect(cursors.text).toBeNull();
});

/** The children of this process that watch a reader, or wait for the end of this process. */
const watching = () =>
  childrenOf(process.pid)
    .map((pid) => /^(tail|sh) /.exec(commandOf(pid))?.[1])
    .sort();

describe('the watch of a pipe’s reader', () => {
  let descriptor: number;
  afterEach(() => closeSync(descriptor));

  it('is a process that holds the pipe, and ends with the watch without a call', async () => {
    const path = join(testFolder(), 'pipe');
    expect(spawnSync('mkfifo', [path]).status).toBe(0);
    // Both of its ends are in this process.
    descriptor = openSync(path, 'r+');
    let isUnread = false;
    const watch = watchReader(descriptor, () => {
      isUnread = true;
    });
    expect(watching()).toEqual(['sh', 'tail']);
    await watch.close();
    expect([watching(), isUnread]).toEqual([[], false]);
  });

  it('starts no process for a file', async () => {
    descriptor = openSync(join(testFolder(), 'file'), 'w');
    const watch = watchReader(descriptor, () => {});
    expect(watching()).toEqual([]);
    await watch.close();
  });
});
