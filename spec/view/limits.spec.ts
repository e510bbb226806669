import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Connection } from '../../lib/machine/state/state.js';
import type { Job } from '../../lib/model/job.js';
import { byItsOwnClock, type Limits } from '../../lib/model/limits.js';
import type { PicturedDatabase } from '../../lib/model/picture.js';
import type { Problem } from '../../lib/model/problem.js';
import { ofDatabase } from '../../lib/view/context.js';
import { ownContexts } from '../../lib/view/words/connection-words.js';
import { anyAhead, twoTimes } from '../support/two-times.js';
import { contextWith, hour, jobWith, minute, now, pictureOf, sceneJobs } from './scene.js';
import { screen } from './screen-scene.js';

const none: Limits = { unread: [], hidesRows: false, aheadMs: 0, goodUntil: null, isStandby: false };
const refused = { table: 'cf_job_failures', why: 'no-grant' } as const;

const live = (limits: Partial<Limits>, jobs: readonly Job[] = sceneJobs): Connection => ({
  kind: 'live',
  picture: pictureOf(jobs, { limits: { ...none, ...limits } }),
});

const database = (given: Partial<PicturedDatabase>): PicturedDatabase => ({
  ...{ name: 'far', path: 'postgres://there', asOf: now, counts: null, troubles: null },
  ...{ isIncluded: true, isListed: true, problem: null },
  ...given,
});

describe('a limit of what a database shows', () => {
  it.each<readonly [Partial<Limits>, string]>([
    [{ unread: [refused] }, '⚠ not readable for this user: cf_job_failures '],
    [
      { unread: [{ table: 'cf_sink_stats', why: 'not-plain' }] },
      '⚠ views or foreign tables, so not read: cf_sink_stats ',
    ],
    [{ hidesRows: true }, '⚠ this user may not see all rows '],
    [{ aheadMs: 5 * minute }, "⚠ the server's clock is 5m ahead, and ages go by it "],
    [{ aheadMs: -2 * hour }, "⚠ the server's clock is 2h behind, and ages go by it "],
  ])('is named below the counts: %j', (limits, words) => {
    expect(screen({ connection: live(limits) })).toContain(words);
  });

  it('is named with its database where there are several', () => {
    const picture = pictureOf(sceneJobs, {
      databases: [
        database({ name: 'near', limits: none }),
        database({ limits: { ...none, unread: [refused] } }),
      ],
    });
    expect(screen({ connection: { kind: 'live', picture } })).toContain(
      '⚠ far: not readable for this user: cf_job_failures',
    );
  });

  it('is named in the detail panel and in the panel that it affects', () => {
    const [job = jobWith({})] = sceneJobs;
    const wide = { columns: 120, rows: 40 };
    expect(
      screen({ connection: live({ unread: [refused] }), mode: 'DETAIL_PANEL', detailId: job.id }, wide),
    ).toContain('What cf_job_failures has of this job is not shown: this user may not read it.');
    const monitoring = {
      has: { metrics: false, sinks: false },
      ...{ throughput: [], depth: [], from: 0, since: null, sinks: [], sinksComplete: true },
      latencies: { p50: null, p99: null },
    };
    const unread = (['cf_job_metrics', 'cf_sink_stats'] as const).map((table) => ({
      table,
      why: 'no-grant' as const,
    }));
    const picture = pictureOf(sceneJobs, { monitoring, limits: { ...none, unread } });
    const panel = screen({ mode: 'MONITORING_PANEL', connection: { kind: 'live', picture } }, wide);
    for (const { table } of unread) expect(panel.replace(/[│ ]+/g, ' ')).toContain(`${table} is not read`);
    expect(panel).not.toContain('migrate');
  });
});

describe('a copy that lags behind', () => {
  it('is called as old as its last complete instant', () => {
    const [copy, other] = [true, false].map((isStandby) =>
      screen({ connection: live({ goodUntil: now - 40_000, isStandby }) }),
    );
    expect(copy).toContain('as of 40s ago: this standby lags behind');
    expect(other).toContain('as of 40s ago');
    expect(other).not.toContain('standby');
    expect(screen({ connection: live({ goodUntil: now - 40_000 }) })).toContain('stale');
    expect(screen({ connection: live({ goodUntil: now - 1000 }) })).not.toContain('as of');
  });

  it('has its last complete instant by the clock of its rows', () => {
    const picture = { asOf: now, limits: { ...none, goodUntil: now - 3000, aheadMs: minute } };
    expect(byItsOwnClock(picture).asOf).toBe(now - 3000 + minute);
    expect(byItsOwnClock({ asOf: now }).asOf).toBe(now);
  });
});

describe('a server whose clock is ahead', () => {
  const shifted = (job: Job, by: number): Job => ({
    ...job,
    startedAt: job.startedAt && job.startedAt + by,
    claimedAt: job.claimedAt && job.claimedAt + by,
    completedAt: job.completedAt && job.completedAt + by,
    updatedAt: job.updatedAt && job.updatedAt + by,
  });

  /** A screen without the line that names the clock, where that stands. */
  const without = (line: number, text: string) => text.split('\n').filter((_, at) => at !== line);

  const busy: Problem = { code: 'busy', sentence: '', file: 'x', advice: '' };
  const olds: Readonly<
    Record<string, (connection: Connection & { kind: 'live' }, at: number) => Connection>
  > = {
    'up to date': (connection) => connection,
    overtaken: (connection, overtakenSince) => ({ ...connection, overtakenSince }),
    stale: ({ picture }, since) => ({ kind: 'stale', picture, problem: busy, since }),
  };

  it.each(Object.keys(olds))('or behind has the same words about jobs and ages while they are %s', (kind) => {
    fc.assert(
      fc.property(anyAhead, twoTimes(now), fc.boolean(), (aheadMs, [started, at], isBehind) => {
        const screenOf = (by: number) => {
          const limits = { aheadMs: by, goodUntil: isBehind ? at - 1 : null };
          const jobs = [jobWith({ status: 'running', startedAt: started }), ...sceneJobs];
          const own = live(
            limits,
            jobs.map((job) => shifted(job, by)),
          ) as Connection & { kind: 'live' };
          return screen({ connection: olds[kind]?.(own, at) ?? own });
        };
        const there = screenOf(aheadMs);
        const line = there.split('\n').findIndex((text) => text.includes("⚠ the server's clock"));
        expect(without(line, there)).toEqual(without(line, screenOf(0)));
      }),
      { numRuns: 60 },
    );
  });

  it('shifts the ages of its own jobs alone, and once', () => {
    const databases = ownContexts({
      kind: 'live',
      picture: pictureOf(sceneJobs, {
        databases: [
          database({ name: 'near' }),
          database({ limits: { ...none, aheadMs: minute }, overtakenSince: now - hour }),
          database({ name: 'busy', limits: { ...none, aheadMs: minute }, asOf: now - hour, problem: busy }),
        ],
      }),
    });
    const context = contextWith({ databases });
    const own = ofDatabase('far', context);
    expect(own).toMatchObject({ now: now + minute, heldUntil: now - hour + minute });
    expect(ofDatabase('far', own)).toMatchObject({ now: now + minute, heldUntil: now - hour + minute });
    expect(ofDatabase('busy', context)).toMatchObject({ heldUntil: now - hour + minute });
    expect(ofDatabase('near', context)).toMatchObject({ now, heldUntil: now });
  });
});
