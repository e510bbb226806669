import { describe, expect, it } from '@jest/globals';
import type { QueuePace } from '../../../lib/model/forecast/pace.js';
import type { DatabaseVersion } from '../../support/database-versions.js';
import { asOf, extents, QueueDatabase, type Row, type Value, versions } from './queue-database.js';

const minute = 60_000;
/** The instant of every picture is 40 s into its minute. */
const begun = Math.floor(asOf / minute) * minute;

let database: QueueDatabase;

/** The pace, which index and SQL agree on: `picture` holds the two against each other. */
function paceOf(queue: QueueDatabase, atHand: number | null = null): QueuePace {
  // No jobs are listed: other specs hold the list.
  const { pace } = queue.picture({ after: 0, pace: { atHand } });
  if (pace === undefined) throw new Error('no pace');
  return pace;
}

/** A time as the workers of a version write it. */
function timeIn(version: DatabaseVersion, ms: number): Value {
  return version >= 'C' ? ms : new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
}

const endOf = (version: DatabaseVersion) => (version === 'B' ? 'completed_at' : 'end_time');
const madeOf = (version: DatabaseVersion) => (version === 'B' ? 'created_at' : 'scheduled_at');

describe.each(versions)('the pace of a queue of version %s', (version) => {
  const ended = (status: string, ms: number): Row => ({
    status,
    created_at: null,
    claim_time: timeIn(version, ms - 30_000),
    [endOf(version)]: timeIn(version, ms),
  });
  const waiting = (since: number | null, more: Row = {}): Row => ({
    status: 'QUEUED',
    created_at: null,
    ...(since === null ? {} : { [madeOf(version)]: timeIn(version, since) }),
    ...more,
  });

  it.each(extents)('counts what completed or failed, minute by minute (additions: %s)', async (extent) => {
    database = await QueueDatabase.of(version, extent);
    const ends = [
      ended('COMPLETED', begun - minute),
      ended('COMPLETED', begun - 1000),
      ended('FAILED', begun - 2000),
      ended('COMPLETED', begun),
      ended('COMPLETED', begun - 60 * minute),
      ended('COMPLETED', begun - 60 * minute - 1000),
      ended('COMPLETED', asOf - 5000),
      // Nobody works on what was cancelled, and nothing else of these has ended.
      ended('ABORTED', begun - 1000),
      ended('RUNNING', begun - 1000),
      ended('QUEUED', begun - 1000),
      ended('HELD', begun - 1000),
    ];
    for (const row of ends) database.add(row);
    const pace = paceOf(database);
    const counts = Array.from({ length: 60 }, () => 0);
    counts[59] = 3;
    counts[0] = 1;
    expect(pace).toMatchObject({ at: asOf, ended: counts, endedLately: 2, lastEndedAt: asOf - 5000 });
    expect(pace.endedBefore).toBe(5);
  });

  it('counts ends up to a minute ahead of the clock, and no later ones', async () => {
    database = await QueueDatabase.of(version, 'none');
    database.add(ended('COMPLETED', asOf + 30_000));
    expect(paceOf(database)).toMatchObject({ endedLately: 1, lastEndedAt: asOf, endedBefore: 1 });
    database.add(ended('COMPLETED', asOf + 86_400_000));
    database.add({ status: 'COMPLETED', [endOf(version)]: -5, created_at: null });
    database.add({ status: 'COMPLETED', [endOf(version)]: 'soon', created_at: null });
    expect(paceOf(database)).toMatchObject({ endedLately: 1, lastEndedAt: asOf, endedBefore: 1 });
  });

  it('has the last end and the number of ends in the hour before it, however long ago', async () => {
    database = await QueueDatabase.of(version, 'none');
    const last = asOf - 30 * 86_400_000;
    for (const ago of [0, 1, 59, 60, 61, 118, 122]) database.add(ended('COMPLETED', last - ago * minute));
    const { ended: counts, ...pace } = paceOf(database);
    expect(pace).toMatchObject({ endedLately: 0, lastEndedAt: last, endedBefore: 3 });
    expect(counts.every((count) => count === 0)).toBe(true);
  });

  it('has the time since which jobs wait, if it is recorded', async () => {
    database = await QueueDatabase.of(version, 'none');
    expect(paceOf(database)).toMatchObject({ lastEndedAt: null, endedBefore: 0, oldestWaitingAt: null });
    for (const row of [waiting(asOf - 600_000), waiting(asOf - 840_000), waiting(null)]) database.add(row);
    const oldest = version === 'A' ? null : asOf - 840_000;
    expect(paceOf(database)).toMatchObject({ oldestWaitingAt: oldest, heldBack: 0 });
    // What an earlier attempt left is no time since which it has waited.
    database.add({ status: 'QUEUED', created_at: null, claim_time: timeIn(version, asOf - 900_000) });
    expect(paceOf(database).oldestWaitingAt).toBe(version === 'A' ? null : asOf - 900_000);
  });

  it('counts jobs that wait for a time as held back', async () => {
    database = await QueueDatabase.of(version, 'none');
    for (const row of [waiting(asOf + 600_000), waiting(asOf + 1000), waiting(asOf)]) database.add(row);
    const oldest = version === 'A' ? null : asOf;
    // Without scheduled_at nothing waits for a time: a clock was wrong.
    expect(paceOf(database)).toMatchObject({ oldestWaitingAt: oldest, heldBack: version >= 'C' ? 2 : 0 });
  });

  it('takes scheduled_at alone as the time that a job waits for, and since which it waits', async () => {
    if (version < 'C') return;
    database = await QueueDatabase.of(version, 'none');
    // Each has a time of an earlier attempt.
    const claim_time = asOf - 900_000;
    database.add({ status: 'QUEUED', claim_time, scheduled_at: asOf + 1000 });
    expect(paceOf(database)).toMatchObject({ oldestWaitingAt: null, heldBack: 1 });
    database.add({ status: 'QUEUED', claim_time, scheduled_at: asOf - 60_000 });
    database.add({ status: 'QUEUED', claim_time: asOf + 1000, scheduled_at: asOf - 30_000 });
    expect(paceOf(database)).toMatchObject({ oldestWaitingAt: asOf - 60_000, heldBack: 1 });
  });

  it('is not read again while the pace at hand is new', async () => {
    database = await QueueDatabase.of(version, 'none');
    expect(database.picture().pace).toBeUndefined();
    expect(database.picture({ pace: { atHand: asOf - 900 } }).pace).toBeUndefined();
    expect(paceOf(database, asOf - 30_000).at).toBe(asOf);
    // The clock was set back.
    expect(paceOf(database, asOf + 900).at).toBe(asOf);
  });
});

it('jobs of paused parsers count as held back, whatever the parsers’ names', async () => {
  database = await QueueDatabase.of('D', 'all');
  const names = ['fix', ' fix ', 'other', "o'neill", null, '["fix"]'];
  for (const [index, plugin_name] of names.entries())
    database.add({ status: 'QUEUED', plugin_name, scheduled_at: asOf - (6 - index) * 1000 });
  expect(paceOf(database)).toMatchObject({ heldBack: 0, oldestWaitingAt: asOf - 6000 });
  database.add({ parser_name: 'fix', paused_at: asOf - 5000 }, 'cf_parser_health');
  database.add({ parser_name: 'other', paused_at: null }, 'cf_parser_health');
  expect(paceOf(database)).toMatchObject({ heldBack: 2, oldestWaitingAt: asOf - 4000 });
  database.add({ parser_name: "o'neill", paused_at: asOf }, 'cf_parser_health');
  expect(paceOf(database)).toMatchObject({ heldBack: 3 });
});
