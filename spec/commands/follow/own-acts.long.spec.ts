import { afterEach, describe, expect, it } from '@jest/globals';
import { FarFollowing } from '../../../lib/commands/follow/far-following.js';
import { OwnActs } from '../../../lib/commands/follow/follow-output.js';
import type { FollowOptions } from '../../../lib/commands/follow.js';
import type { HostReaders } from '../../../lib/hosts/host-readers.js';
import { everyJob } from '../../../lib/model/filter.js';
import { noCounts } from '../../../lib/model/picture.js';
import { runInside } from '../../end-to-end/inside.js';
import { createDatabase, runSql } from '../../support/databases.js';
import { eventually } from '../../support/eventually.js';
import { folderForEach } from '../../support/folder-for-each.js';
import { journalOf, linesOf, type Run, since, startFollow, told } from './runs.js';

let runs: Run[] = [];
// Runs end before their folder is removed.
afterEach(async () => {
  for (const run of runs.splice(0)) await ended(run);
});

const folder = folderForEach();
const path = () => folder.file('jobs.sqlite3');
const act = { action: 'cancel', takenBack: false, changed: 3, jobs: 6, ids: [] } as const;
const of = { kind: 'cause', text: 'DiskFull' } as const;
const single = { action: 'retry', takenBack: true, changed: 1, jobs: 1, ids: ['7'], of } as const;
const note = (what: typeof act | typeof single, at = Date.now()) =>
  journalOf(path(), folder.path).note(what, at);

/** Ends a run: whoever reads no more is noticed with the next line. */
async function ended(run: Run): Promise<void> {
  runs = runs.filter((each) => each !== run);
  run.pipe.breakOff();
  let isOver = false;
  const over = run.ended.then(() => {
    isOver = true;
  });
  for (; !isOver; await Promise.race([over, new Promise((go) => setTimeout(go, 100))])) note(act);
}

async function begun(order: Partial<FollowOptions> = {}, lines = 1): Promise<Run> {
  const run = startFollow([path()], folder.path, order);
  runs.push(run);
  await linesOf(run, lines);
  return run;
}

const acts = (run: Run) => told(run).filter(({ type }) => type === 'act');
const done = (run: Run) => acts(run).map((act) => act.done);

describe('a run of follow', () => {
  it('tells what the operator does meanwhile from other programs, as JSON and as sentences', async () => {
    await createDatabase(path(), { rows: [{ id: 7, status: 'QUEUED' }] });
    note(act, 1000);
    const [json, text] = [await begun(), await begun({ format: 'text' })];
    note(act);
    note(single, Date.now() + 1);
    await Promise.all([linesOf(json, 3), linesOf(text, 3)]);
    const told = acts(json);
    expect(told).toEqual(
      [
        ...[{ action: 'cancel', taken_back: false, done: 3, moved_on: 3, job: null, jobs: [] }],
        ...[
          {
            ...{ action: 'retry', taken_back: true, done: 1, moved_on: 0, job: 7, jobs: [7] },
            cause: 'DiskFull',
          },
        ],
      ].map((each) => ({ type: 'act', as_of: expect.any(String), cursor: expect.any(String), ...each })),
    );
    expect(new Set(told.map(({ cursor }) => cursor)).size).toBe(2);
    expect(text.pipe.lines.slice(1).map((line) => line.replace(/^.*?UTC: /, ''))).toEqual([
      'You cancelled 3 of 6 jobs; 3 had moved on.',
      'You undid the retry of job 7 of the cause DiskFull.',
    ]);
  });

  it('tells what the program itself does to jobs beside it', async () => {
    const rows = [7, 8].map((id) => ({ id, status: 'FAILED' }));
    await createDatabase(path(), { rows });
    const run = await begun();
    const words = ['retry', path(), '7', '8', '--yes'];
    expect(await runInside(words, { XDG_STATE_HOME: folder.path })).toMatchObject({ code: 0 });
    // It is noted once the database is written, whose changes may be told before.
    await eventually(
      () => acts(run).length > 0,
      () => run.pipe.lines.join('\n'),
    );
    expect(acts(run)).toMatchObject([
      { action: 'retry', taken_back: false, done: 2, moved_on: 0, job: null },
    ]);
  });

  it('tells each act once after a cursor, also those between two runs, and since a time all of them', async () => {
    await createDatabase(path(), { rows: [{ id: 7, status: 'QUEUED' }] });
    const base = Date.now() + 1000;
    const first = await begun();
    for (const at of [0, 1, 2]) note({ ...act, changed: 1 + at } as never, base + at);
    await linesOf(first, 4);
    const [one] = acts(first);
    await ended(first);
    const next = await begun(since(one?.cursor), 3);
    expect(done(next).slice(0, 2)).toEqual([2, 3]);
    await ended(next);
    const snapshot = told(next)[0]?.cursor;
    const again = await begun(since(snapshot), 3);
    expect(done(again).slice(0, 2)).toEqual([2, 3]);
    const all = await begun({ since: { kind: 'at', ms: base - 1500 } as never }, 4);
    expect(done(all).slice(0, 3)).toEqual([1, 2, 3]);
  });

  it.each([
    ['D', 'operator'],
    ['C', null],
  ] as const)(
    'tells operators from workers as far as the record of version %s does',
    async (version, put) => {
      const statuses = ['FAILED', 'RUNNING', 'RUNNING', 'RUNNING', 'RUNNING', 'ABORTED'];
      const rows = statuses.map((status, at) => ({
        id: at + 1,
        status,
        job_type: 'BACKTEST',
        backtest_data: '{}',
      }));
      await createDatabase(path(), { version, migrated: 'all', rows });
      const [json, text] = [await begun(), await begun({ format: 'text' })];
      await runSql(path(), [
        `UPDATE cf_processing_queue SET error_message = CASE id WHEN 2 THEN ' cancelled by user' ELSE 'e' END,
        backtest_data = CASE id WHEN 4 THEN '{"termination_reason":"UserStopped"}' ELSE '{}' END,
        status = CASE WHEN id IN (1, 5, 6) THEN 'QUEUED' ELSE 'ABORTED' END, retry_count = 1`,
      ]);
      await Promise.all([linesOf(json, 8), linesOf(text, 7)]);
      const by = told(json)
        .filter(({ type }) => type === 'job')
        .map((each) => [each.id, each.to, each.by]);
      expect(by.toSorted()).toEqual([
        ...[
          [1, 'queued', put],
          [2, 'cancelled', 'operator'],
          [3, 'cancelled', null],
        ],
        ...[
          [4, 'cancelled', 'operator'],
          [5, 'queued', null],
          [6, 'queued', put],
        ],
      ]);
      const who = put === null ? '' : ' by an operator';
      const sentences = text.pipe.lines.slice(1).map((line) => /is queued.*|was cancelled.*/.exec(line)?.[0]);
      expect(sentences.toSorted()).toEqual(
        [
          ...[`is queued again${who}; it had failed.`, `is queued again${who}; it was cancelled.`],
          ...[
            'is queued again; it was running.',
            'was cancelled by an operator.',
            'was cancelled by an operator.',
          ],
          'was cancelled.',
        ].toSorted(),
      );
    },
  );

  it('tells them of a queue on another host as well, once there is something to tell of it', async () => {
    const event = { kind: 'snapshot', counts: noCounts } as const;
    let answer = (_: unknown) => {};
    const answers = [new Promise((resolve) => (answer = resolve)), new Promise(() => {})];
    const host = { watch: () => () => {}, follow: () => answers.shift(), close: async () => {} };
    const printed: unknown[] = [];
    const heard = (count: number) =>
      eventually(
        () => printed.length >= count,
        () => JSON.stringify(printed),
      );
    const following = new FarFollowing({
      host: host as unknown as HostReaders,
      start: { filter: everyJob, waits: false, from: { kind: 'now' } },
      acts: new OwnActs(journalOf(path(), folder.path), { kind: 'since', at: 1 }, null, 0),
      print: async (events, own) => {
        printed.push(
          ...events.map((each) => each.event.kind),
          ...own.map((each) => [each.act.at, each.cursor]),
        );
        return true;
      },
      now: Date.now,
    });
    const run = following.run();
    note(act, 1);
    await new Promise((go) => setTimeout(go, 700));
    expect(printed).toEqual([]);
    answer({ kind: 'events', events: [{ event, asOf: 1, cursor: 'c.1' }] });
    await heard(2);
    note(act, 2);
    await heard(3);
    following.stop();
    expect(await run).toEqual({ kind: 'unread' });
    expect(printed).toEqual(['snapshot', [1, 'c.1'], [2, 'c.1']]);
  });
});
