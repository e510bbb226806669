import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { QueuePace } from '../../../lib/model/forecast/pace.js';
import type { QueueLack } from '../../../lib/model/limits.js';
import { type CountedPicture, crossCounts } from '../../../lib/model/picture.js';
import type { WorkerRow } from '../../../lib/model/worker.js';
import { sanitize } from '../../../lib/view/text/sanitize.js';
import { metricsText } from '../../../lib/view/text-out/metrics.js';
import { otherQueue } from '../../machine/queue-in-memory.js';
import { anyCharacter } from '../../support/any-character.js';
import { prometheusSamples } from '../../support/prometheus-text.js';
import { hostileText } from '../any-value.js';
import { hour, jobWith, minute, now, pictureOf } from '../scene.js';

const counts = { queued: 600, running: 3, complete: 9, failed: 0, cancelled: 0, other: 0 };
const pace: QueuePace = {
  ...{ at: now, ended: Array.from({ length: 60 }, () => 30), endedLately: 0, lastEndedAt: now - 5000 },
  ...{ endedBefore: 1800, oldestWaitingAt: now - hour, heldBack: 100 },
};

/** The values of one metric, by its labels other than the database. */
function valuesOf(name: string, given: Partial<CountedPicture>, jobs = [jobWith({})], at = now) {
  const samples = prometheusSamples(
    metricsText([{ name: '/db', picture: pictureOf(jobs, { counts, ...given }) }], at),
  );
  const own = samples.filter((sample) => sample.name === `jobs_view_${name}`);
  return Object.fromEntries(
    own.map(({ labels: { database, ...labels }, value }) => {
      expect(database).toBe('/db');
      return [Object.values(labels).join(' '), value];
    }),
  );
}

describe('metricsText', () => {
  it('counts jobs by status and type, those of which there are none, too', () => {
    const crossed = crossCounts([
      { status: 'failed', type: 'parse', jobs: 2 },
      { status: 'failed', type: 'parse', jobs: 3 },
      { status: 'other', type: 'other', jobs: 1 },
    ]);
    const values = valuesOf('jobs', { crossed });
    expect(Object.keys(values)).toHaveLength(30);
    expect(values).toMatchObject({ 'failed parse': 5, 'other other': 1, 'queued scan': 0 });
  });

  it('counts jobs of another program as other, and leaves out what their queue does not record', () => {
    const crossed = crossCounts([{ status: 'failed', type: 'parse', jobs: 2 }]);
    const workers = { periodMs: null, rows: [], total: 0, others: 0, jobs: null };
    const of = (...lacks: readonly QueueLack[]) => ({ crossed, workers, queue: { ...otherQueue, lacks } });
    const kept = of('done', 'cancelled', 'workers', 'progress', 'heartbeats');
    expect(Object.keys(valuesOf('jobs', of()))).toHaveLength(6);
    expect(valuesOf('jobs', kept)).toEqual({
      ...{ 'queued other': 0, 'running other': 0, 'failed other': 2, 'other other': 0 },
    });
    for (const name of ['workers', 'jobs_in_trouble', 'jobs_stalled'])
      expect([Object.keys(valuesOf(name, of())).length > 0, valuesOf(name, kept)]).toEqual([true, {}]);
  });

  it('has the rate of the queue, the longest wait and the expected wait', () => {
    const given = { pace };
    expect(valuesOf('jobs_held_back', given)).toEqual({ '': 100 });
    expect(valuesOf('oldest_queued_seconds', given)).toEqual({ '': 3600 });
    expect(valuesOf('finished_jobs_per_second', given)).toEqual({ '': 0.5 });
    expect(valuesOf('drain_seconds', given)).toEqual({ '': 1000 });
    const few = { pace: { ...pace, ended: Array.from({ length: 60 }, () => 4) } };
    expect(valuesOf('drain_seconds', few)).toEqual({ '': 7500 });
    expect(valuesOf('queue_stalled', given)).toEqual({ '': 0 });
  });

  it('leaves out unknown figures', () => {
    const stalled = { pace: { ...pace, lastEndedAt: now - 15 * minute } };
    expect(valuesOf('queue_stalled', stalled)).toEqual({ '': 1 });
    expect(valuesOf('finished_jobs_per_second', stalled)).toEqual({});
    expect(valuesOf('drain_seconds', stalled)).toEqual({});
    expect(valuesOf('oldest_queued_seconds', { pace: { ...pace, oldestWaitingAt: null } })).toEqual({});
    for (const name of ['queue_stalled', 'jobs_held_back', 'workers', 'jobs'])
      expect(valuesOf(name, {})).toEqual({});
  });

  it('counts jobs and workers that are in trouble, and jobs that stall', () => {
    expect(valuesOf('jobs_in_trouble', { troubles: { gone: 2, silent: 1, stalled: 3 } })).toEqual({
      ...{ gone: 2, silent: 1, stalled: 3 },
    });
    const row: WorkerRow = {
      ...{ name: 'w', running: 0, longest: null, done: 0, failed: 0, firstAt: null, lastAt: null },
      ...{ trouble: null, perMinute: null },
    };
    const rows = [
      { ...row, running: 1, trouble: { kind: 'gone', since: null, reused: false } },
      { ...row, running: 1 },
      row,
    ] as const;
    const workers = { periodMs: hour, rows, total: 5, others: 9, jobs: null };
    expect(valuesOf('workers', { workers })).toEqual({ gone: 1, silent: 0, stalled: 0, working: 1, idle: 3 });
    expect(valuesOf('jobs_stalled', { troubles: { gone: 2, silent: 1, stalled: 4 } })).toEqual({ '': 4 });
  });

  it('has the age of the picture, never below zero', () => {
    expect(valuesOf('snapshot_timestamp_seconds', {})).toEqual({ '': now / 1000 });
    expect(valuesOf('snapshot_age_seconds', {}, [], now + 1500)).toEqual({ '': 1.5 });
    expect(valuesOf('snapshot_age_seconds', {}, [], now - 1500)).toEqual({ '': 0 });
  });

  it('is in the format, and every label as it is safe to print, whatever the path', () => {
    fc.assert(
      fc.property(
        fc.oneof(hostileText, fc.string({ unit: anyCharacter }), fc.constant('a\\n"b"\n\\')),
        (path) => {
          for (const { labels } of prometheusSamples(
            metricsText([{ name: path, picture: pictureOf([], { counts, pace }) }], now),
          ))
            expect(labels.database).toBe(sanitize(path, 4096, { spaces: 'all' }));
        },
      ),
    );
  });
});
