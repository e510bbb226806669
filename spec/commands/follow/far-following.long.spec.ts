import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { after } from '../../../lib/clock.js';
import { FarFollowing } from '../../../lib/commands/follow/far-following.js';
import { Random } from '../../../lib/demo/random.js';
import { everyJob } from '../../../lib/model/filter.js';
import type { FollowEnding, FollowStart, ReportedEvent } from '../../../lib/model/follow-event.js';
import { FarEnd } from '../../hosts/far-end.js';
import { type Linked, linked, type ServedOtherwise } from '../../hosts/linked.js';
import { createDatabase, runSql } from '../../support/databases.js';
import { eventually } from '../../support/eventually.js';
import { type LeakWatch, watchForLeaks } from '../../support/leaks.js';
import { NativeWriter } from '../../support/native-writer.js';
import { testFolder } from '../../support/test-folder.js';

const fromNow: FollowStart = { filter: everyJob, waits: false, from: { kind: 'now' } };
/** The pauses before another try, with the most jitter, so that no other wait is as long. Here they are over at once. */
const pauses = new Set([1200, 2400, 4800, 9600, 19_200, 36_000]);

let path: string;
let state: string;
let leaks: LeakWatch;
let link: Linked;
let told: ReportedEvent[];
let following: FarFollowing;
let ended: Promise<FollowEnding>;
let isRead: () => Promise<boolean>;

beforeEach(async () => {
  path = join(testFolder(), 'queue.db');
  state = join(testFolder(), 'state');
  await createDatabase(path, { rows: [1, 2, 3].map((id) => ({ id, status: 'QUEUED', plugin_name: 'p' })) });
  told = [];
  isRead = async () => true;
  leaks = watchForLeaks();
});

afterEach(async () => {
  following.stop();
  await ended;
  await Promise.all(link.served);
  await NativeWriter.killAll();
  await leaks.expectNone();
});

function start(options: ServedOtherwise & Parameters<typeof linked>[1] = {}, from = fromNow): void {
  const quick = {
    after: (ms: number, work: () => void) => after(pauses.has(Math.round(ms)) ? 10 : ms, work),
    random: () => 1,
  };
  link = linked(path, { state, ...quick, ...options });
  following = new FarFollowing({
    host: link.readers,
    start: from,
    print: async (events) => {
      told.push(...events);
      return isRead();
    },
    now: Date.now,
  });
  ended = following.run();
}

const kinds = () => told.map(({ event }) => event.kind);
const changes = () =>
  told.flatMap(({ event }) =>
    event.kind === 'job'
      ? [`${event.change.id} ${event.change.from?.status}→${event.change.to?.status}`]
      : [],
  );
const heard = (isSo: () => boolean) => eventually(isSo, () => JSON.stringify(told.slice(-5)));
const cut = () => link.ends.at(-1)?.end(255);

describe('a queue on another host that is followed', () => {
  it('reports each change with a cursor', async () => {
    start();
    await heard(() => told.length === 1);
    await runSql(path, ["UPDATE cf_processing_queue SET status = 'RUNNING' WHERE id = 2"]);
    await heard(() => told.length === 3);
    expect(kinds()).toEqual(['snapshot', 'job', 'counts']);
    expect(changes()).toEqual(['2 queued→running']);
    expect(new Set(told.map(({ cursor }) => cursor?.split('.')[0])).size).toBe(1);
    expect(told.map(({ cursor }) => cursor?.split('.')[1])).toEqual(['1', '2', '3']);
  });

  it('reports only changes that pass the filter', async () => {
    start({}, { ...fromNow, filter: { ...everyJob, statuses: ['failed'] } });
    await heard(() => told.length === 1);
    await runSql(path, ["UPDATE cf_processing_queue SET status = 'RUNNING' WHERE id = 2"]);
    await runSql(path, ["UPDATE cf_processing_queue SET status = 'FAILED' WHERE id = 1"]);
    await heard(() => changes().length === 1);
    expect(changes()).toEqual(['1 queued→failed']);
  });

  it('continues after a lost link with what changed meanwhile, once', async () => {
    start();
    await heard(() => told.length === 1);
    await runSql(path, ["UPDATE cf_processing_queue SET status = 'RUNNING' WHERE id = 2"]);
    await heard(() => told.length === 3);
    cut();
    await runSql(path, ["UPDATE cf_processing_queue SET status = 'COMPLETED' WHERE id = 2"]);
    await heard(() => changes().length === 2);
    await heard(() => kinds().at(-1) === 'counts');
    expect(kinds()).toEqual(['snapshot', 'job', 'counts', 'connection', 'connection', 'job', 'counts']);
    expect(told[3]?.event).toMatchObject({ problem: { code: 'no-link', file: 'ssh://there' } });
    expect(told[4]?.event).toMatchObject({ problem: null, replaced: false });
    expect(changes()).toEqual(['2 queued→running', '2 running→complete']);
    cut();
    await heard(() => kinds().length === 9);
    expect(kinds().slice(7)).toEqual(['connection', 'connection']);
  });

  it('reports a gap after a lost link if the host records nothing', async () => {
    start({ state: null });
    await heard(() => told.length === 1);
    cut();
    await heard(() => kinds().at(-1) === 'gap');
    expect(kinds()).toEqual(['snapshot', 'connection', 'connection', 'gap']);
    expect(told.map(({ cursor }) => cursor)).toEqual([null, null, null, null]);
    await runSql(path, ["UPDATE cf_processing_queue SET status = 'RUNNING' WHERE id = 2"]);
    await heard(() => changes().length === 1);
  });

  it('continues from an earlier run’s cursor, with a gap if the host does not know it', async () => {
    start();
    await heard(() => told.length === 1);
    const cursor = told[0]?.cursor ?? '';
    following.stop();
    await ended;
    await runSql(path, ["UPDATE cf_processing_queue SET status = 'FAILED' WHERE id = 3"]);
    const cursors = ['mwxrcfvo-37285a4e.18', cursor];
    told = [];
    start({}, { ...fromNow, from: { kind: 'cursors', cursors } });
    await heard(() => changes().length === 1);
    expect(kinds()[0]).toBe('snapshot');
    expect(changes()).toEqual(['3 queued→failed']);
    following.stop();
    await ended;
    told = [];
    start({}, { ...fromNow, from: { kind: 'cursors', cursors: cursors.slice(0, 1) } });
    await heard(() => told.length === 2);
    expect(kinds()).toEqual(['gap', 'snapshot']);
  });

  it('reports more events than fit into an answer in several', async () => {
    start();
    await heard(() => told.length === 1);
    const rows = `WITH RECURSIVE n(i) AS (SELECT 10 UNION ALL SELECT i + 1 FROM n WHERE i < 600)
       INSERT INTO cf_processing_queue (id, status, plugin_name, error_message)
       SELECT i, 'FAILED', 'p', hex(randomblob(5000)) FROM n`;
    await runSql(path, [rows]);
    await heard(() => changes().length === 591);
    expect(new Set(changes()).size).toBe(591);
  });

  it('ends when its output is not read any more, and leaves nothing open', async () => {
    start();
    await heard(() => told.length === 1);
    isRead = async () => false;
    await runSql(path, ["UPDATE cf_processing_queue SET status = 'RUNNING' WHERE id = 2"]);
    expect(await ended).toEqual({ kind: 'unread' });
  });

  it('ends at the start with the reason why the host cannot be asked', async () => {
    start({
      start: () => {
        const end = new FarEnd();
        setImmediate(() => end.end(127));
        return end.process;
      },
    });
    expect(await ended).toMatchObject({ kind: 'problem', problem: { code: 'no-access' } });
    expect(told).toEqual([]);
  });

  it.each([false, true])('waits for a database that can never be read: %s', async (waits) => {
    path = testFolder();
    start({}, { ...fromNow, waits });
    if (waits) {
      await heard(() => told.length === 1);
      expect(told[0]?.event).toMatchObject({ problem: { code: 'not-a-file', file: 'ssh://there' } });
    } else
      expect(await ended).toMatchObject({
        kind: 'problem',
        problem: { code: 'not-a-file', file: 'ssh://there' },
      });
  });
});

const seed = Math.floor(Math.random() * 2 ** 31);

it(`each change is reported once, whenever the link is cut (seed ${seed})`, async () => {
  const random = new Random(seed);
  await runSql(path, [
    `WITH RECURSIVE n(i) AS (SELECT 4 UNION ALL SELECT i + 1 FROM n WHERE i < 300)
     INSERT INTO cf_processing_queue (id, status, plugin_name) SELECT i, 'QUEUED', 'p' FROM n`,
  ]);
  let left = 1;
  const printed = isRead;
  isRead = async () => {
    left -= 1;
    if (left <= 0) {
      left = random.whole(1, 2);
      cut();
    }
    return printed();
  };
  start();
  await heard(() => told.length > 0);
  const writer = await NativeWriter.start(path);
  for (const [index, status] of ['RUNNING', 'FAILED', 'QUEUED', 'RUNNING', 'COMPLETED'].entries()) {
    for (let first = 1; first <= 300; first += 50)
      await writer.exec(
        `UPDATE cf_processing_queue SET status = '${status}' WHERE id BETWEEN ${first} AND ${first + 49}`,
      );
    await heard(() => changes().length >= 300 * (index + 1));
  }
  const expected = 'queued→running running→failed failed→queued queued→running running→complete'.split(' ');
  const byJob = new Map<string, string[]>();
  for (const change of changes()) {
    const [id = '', how = ''] = change.split(' ');
    byJob.set(id, [...(byJob.get(id) ?? []), how]);
  }
  expect([...byJob.values()]).toEqual(Array.from({ length: 300 }, () => expected));
  expect(link.ends.length).toBeGreaterThan(2);
}, 60_000);
