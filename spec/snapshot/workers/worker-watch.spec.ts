import { describe, expect, it } from '@jest/globals';
import type { ProcessEntry, RunningRecord } from '../../../lib/model/worker.js';
import { checkAgainMs, WorkerWatch } from '../../../lib/snapshot/workers/worker-watch.js';

const start = Date.parse('2026-01-15T12:00:00Z');
const minute = 60_000;

function recordOf(given: Partial<RunningRecord> = {}): RunningRecord {
  return {
    ...{ id: '7', host: 'vm', pid: 30534, claimedAt: start - 60 * minute },
    ...{ status: 'running', startedAt: null, itemsTotal: null, itemsProcessed: null },
    ...{ heartbeatAt: null, updatedAt: null, leaseExpiresAt: null, progressPercent: null, ...given },
  };
}

/** A watch on host `vm`, whose clock and processes the spec moves. */
function scene(here = 'vm') {
  const alive = new Set([30534]);
  const timers = new Set<() => void>();
  const world = { now: start, looks: [] as (readonly number[])[], news: 0, timers, alive };
  const watch = new WorkerWatch({
    host: here,
    clock: () => world.now,
    onNews: () => {
      world.news += 1;
    },
    processes: {
      look: (pids) => {
        world.looks.push([...pids]);
        const entry = (pid: number): ProcessEntry =>
          alive.has(pid) ? { kind: 'running', startedAt: 0 } : { kind: 'none' };
        return new Map([...pids].map((pid) => [pid, entry(pid)]));
      },
    },
    after: (_, run) => {
      timers.add(run);
      return () => timers.delete(run);
    },
  });
  return {
    ...world,
    watch,
    world,
    /** One read of the database: the kinds of trouble by job, and whether another read would say more. */
    read(records: readonly RunningRecord[], lastCommitAt: number | null = null) {
      watch.begin(lastCommitAt);
      const troubles = watch.judge(records);
      return {
        kinds: Object.fromEntries([...troubles].map(([id, { kind }]) => [id, kind])),
        more: watch.end(),
      };
    },
    /** Lets `milliseconds` ms pass. */
    pass(milliseconds: number) {
      world.now += milliseconds;
      const due = [...timers];
      timers.clear();
      for (const run of due) run();
    },
  };
}

describe('a worker whose process has vanished', () => {
  it('is gone from the next read on, as its job may have ended after the instant of this one', () => {
    const { read, alive } = scene();
    expect(read([recordOf()])).toEqual({ kinds: {}, more: false });
    alive.clear();
    expect(read([recordOf({ pid: 1234 })])).toEqual({ kinds: {}, more: true });
    expect(read([recordOf({ pid: 1234 })])).toEqual({ kinds: { 7: 'gone' }, more: false });
  });

  it('is not gone if its job has ended by the next read', () => {
    const { read, alive } = scene();
    alive.clear();
    expect(read([recordOf()]).more).toBe(true);
    expect(read([])).toEqual({ kinds: {}, more: false });
  });

  it('is not gone for another claim of the job', () => {
    const { read, alive } = scene();
    alive.clear();
    read([recordOf()]);
    expect(read([recordOf({ claimedAt: start })])).toEqual({ kinds: {}, more: true });
  });

  it('is not gone in another attempt of the same read', () => {
    const { watch, alive } = scene();
    alive.clear();
    watch.begin(null);
    expect(watch.judge([recordOf()]).size).toBe(0);
    expect(watch.judge([recordOf()]).size).toBe(0);
  });

  it('is noticed without a commit, and reported once', () => {
    const { read, pass, alive, world } = scene();
    read([recordOf()]);
    pass(checkAgainMs);
    expect(world.news).toBe(0);
    alive.clear();
    pass(checkAgainMs);
    expect(world.news).toBe(1);
    expect(read([recordOf()]).kinds).toEqual({ 7: 'gone' });
    pass(checkAgainMs);
    expect(world.news).toBe(1);
  });
});

describe('a worker watch', () => {
  it.each(['VM', 'vm'])('checks processes of this host, here named %s', (host) => {
    const { read, world } = scene();
    const others = [
      recordOf({ id: '8', host: 'parse-01', pid: 3 }),
      recordOf({ id: '9', host: null, pid: 4 }),
    ];
    // The second time, what is known of them is fresh.
    for (let times = 0; times < 2; times += 1) read([recordOf({ host }), ...others]);
    expect(world.looks).toEqual([[30534]]);
  });

  it.each(['localhost', 'localhost.localdomain', '', null])(
    'does not take %j for the name of this host, even if that is called so',
    (host) => {
      const { read, alive, world } = scene(host ?? '');
      alive.clear();
      read([recordOf({ host })]);
      expect(read([recordOf({ host })]).kinds).toEqual({});
      expect(world.looks.flat()).toEqual([]);
    },
  );

  it('knows of ended jobs whose process has ended, apart from those without a claim time', () => {
    const { watch, world, alive } = scene();
    const records = [recordOf(), recordOf({ id: '8', pid: 4 }), recordOf({ id: '9', claimedAt: null })];
    alive.clear();
    expect(watch.stillRunning(records)).toEqual(new Map([...['7', '8'].map((id) => [id, false] as const)]));
    expect(watch.stillRunning(records.slice(0, 2)).size).toBe(2);
    expect(world.looks).toEqual([[30534, 4]]);
  });

  it('reports a worker whose heartbeat stands still, not one with a slow clock', () => {
    const { read, pass, world } = scene();
    const remote = (heartbeatAt: number) => recordOf({ host: 'parse-01', heartbeatAt });
    expect(read([remote(start - 4 * minute)]).kinds).toEqual({});
    pass(minute);
    expect(world.news).toBe(1);
    expect(read([remote(start - 4 * minute)]).kinds).toEqual({ 7: 'silent' });
    // Its clock is slow, but it moves.
    expect(read([remote(start - 3.9 * minute)]).kinds).toEqual({});
    world.now += 5 * minute;
    expect(read([remote(start - 3.9 * minute)]).kinds).toEqual({ 7: 'silent' });
  });

  it('judges an expired lease by the time of the last commit', () => {
    const { read } = scene();
    const leased = recordOf({ host: null, pid: null, leaseExpiresAt: start - 59 * minute });
    expect(read([leased], start - minute).kinds).toEqual({});
    expect(read([leased], start - 6 * minute).kinds).toEqual({ 7: 'silent' });
  });

  it('has no timer without running jobs, and after close', () => {
    const { read, watch, timers, pass, world, alive } = scene();
    read([]);
    expect(timers.size).toBe(0);
    read([recordOf()]);
    const [late] = timers;
    watch.close();
    expect(timers.size).toBe(0);
    alive.clear();
    late?.();
    pass(checkAgainMs);
    expect([world.news, timers.size]).toEqual([0, 0]);
    read([recordOf()]);
    expect(timers.size).toBe(0);
  });
});

describe('a job that stands still', () => {
  const moving = (itemsProcessed: number, given: Partial<RunningRecord> = {}) =>
    recordOf({ itemsProcessed, itemsTotal: 500, startedAt: start - minute, ...given });

  it('has stalled by what the watch has seen, which is reported without a commit', () => {
    const { read, pass, world } = scene();
    for (const done of [20, 30, 40]) {
      expect(read([moving(done), moving(1, { id: '8' })]).kinds).toEqual({});
      world.now += 2000;
    }
    pass(27_999);
    expect(world.news).toBe(0);
    pass(1);
    expect(world.news).toBe(1);
    expect(read([moving(40), moving(1, { id: '8' })]).kinds).toEqual({ 7: 'stalled' });
    expect(read([moving(41), moving(1, { id: '8' })]).kinds).toEqual({});
  });

  it('has not moved by what an attempt read that no proof followed', () => {
    const { read, watch, world } = scene();
    read([moving(20)]);
    world.now += 29_000;
    watch.begin(null);
    watch.judge([moving(33)]);
    world.now += 1000;
    expect(read([moving(20)]).kinds).toEqual({ 7: 'stalled' });
  });

  it('is gone or silent where its worker is, and has not stalled where nothing counts', () => {
    const { read, alive, world } = scene();
    const still = moving(20, { host: 'parse-01', updatedAt: start });
    const uncounted = recordOf({ id: '8', startedAt: start - minute });
    read([still, uncounted]);
    world.now += 4 * minute;
    expect(read([still, uncounted]).kinds).toEqual({ 7: 'stalled' });
    world.now += minute;
    expect(read([still, uncounted]).kinds).toEqual({ 7: 'silent' });
    alive.clear();
    world.now += minute;
    read([moving(20)]);
    expect(read([moving(20)]).kinds).toEqual({ 7: 'gone' });
  });
});
