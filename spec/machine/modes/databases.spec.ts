import { describe, expect, it } from '@jest/globals';
import type { JobsStateMachine } from '../../../lib/machine/jobs-state-machine.js';
import { digestIn } from '../../../lib/machine/state/news.js';
import { initialLooking } from '../../../lib/machine/state/state.js';
import { qualifiedId } from '../../../lib/model/job.js';
import { type Look, newFrom } from '../../../lib/model/look.js';
import { tallyOf } from '../../../lib/model/marks.js';
import type { CountedPicture, JobCounts, PicturedDatabase } from '../../../lib/model/picture.js';
import { recordProgress } from '../../../lib/model/progress.js';
import { jobWith, now, pictureOf } from '../../view/scene.js';
import { machineInRoom } from '../machine-in-room.js';
import { databaseRow } from '../panel-rows.js';

const some: JobCounts = { queued: 1, running: 0, complete: 5, failed: 1, cancelled: 0, other: 0 };

const database = (name: string, given: Partial<PicturedDatabase> = {}) =>
  databaseRow(name, { asOf: now, counts: some, troubles: { gone: 0, silent: 0, stalled: 0 }, ...given });

const machine = () => machineInRoom({ heightOf: () => 3, recordProgress });

const both = [database('alpha'), database('beta')];
const onlyAlpha = [database('alpha'), database('beta', { isIncluded: false })];

function shown(databases: readonly PicturedDatabase[], counts: JobCounts = some) {
  return { type: 'picture', picture: pictureOf([jobWith({ id: '1' })], { databases, counts }) } as const;
}

function press(jobs: JobsStateMachine, ...keys: readonly string[]) {
  return keys.flatMap((key) => {
    jobs.handle({ type: 'question-seen', asked: jobs.state.asked });
    return jobs.handle({ type: 'key', key, at: now });
  });
}

describe('the panel of databases', () => {
  it('copies the path of the chosen database', () => {
    const jobs = machine();
    jobs.handle(shown(both));
    expect(press(jobs, 'D', 'y')).toContainEqual({
      type: 'copy',
      text: '/queues/alpha.sqlite',
      what: 'path of the database',
    });
  });
});

describe('a question about all jobs while a database is unreadable', () => {
  const missing = { code: 'missing', sentence: 'There is none.', file: '/gamma', advice: 'Wait.' } as const;
  const gamma = database('gamma', {
    ...{ counts: null, troubles: null, asOf: null },
    ...{ isIncluded: false, isListed: false, problem: missing },
  });
  const failed = (databases: readonly PicturedDatabase[], more: Partial<CountedPicture> = {}) => {
    const jobs = [jobWith({ id: '1', status: 'failed' })];
    const picture = pictureOf(jobs, { databases, counts: some, failedMatching: 1, ...more });
    return { type: 'picture', picture } as const;
  };
  const asked = (jobs: JobsStateMachine) => jobs.state.question;

  it('is about the databases that were counted, and gives the number left out', () => {
    const jobs = machine();
    jobs.handle(failed([...both, gamma]));
    press(jobs, 'A');
    expect(asked(jobs)).toMatchObject({ order: { databases: ['alpha', 'beta'] }, leftOut: 1 });
    // Each has a failed job, and the filter lets one of them through.
    expect(asked(jobs)?.databases).toEqual(['alpha', 'beta'].map((name) => ({ name, count: null })));
    // What the question says and what a yes does change together.
    jobs.handle(failed([...both, database('gamma')], { failedMatching: 3 }));
    expect(asked(jobs)).toMatchObject({ order: { databases: ['alpha', 'beta', 'gamma'] }, count: 3 });
    expect(asked(jobs)).not.toHaveProperty('leftOut');
    expect(asked(jobs)?.databases?.map(({ count }) => count)).toEqual([1, 1, 1]);
    const [write] = press(jobs, 'y');
    expect(write).toMatchObject({ type: 'write', order: { databases: ['alpha', 'beta', 'gamma'] } });
  });

  it('leaves out no database that the filter excludes, and none of a single one', () => {
    const jobs = machine();
    jobs.handle(failed([...both, gamma]));
    press(jobs, 'D', 'Enter');
    jobs.handle(failed([database('alpha'), database('beta', { isListed: false }), gamma]));
    press(jobs, 'A');
    expect(asked(jobs)).toMatchObject({ order: { filter: { database: 'alpha' } } });
    expect(asked(jobs)).not.toHaveProperty('leftOut');
    const single = machine();
    const { databases: _, ...picture } = failed([]).picture;
    single.handle({ type: 'picture', picture });
    press(single, 'A');
    expect(asked(single)?.order).not.toHaveProperty('databases');
  });

  it('keeps the rows of marked jobs that it has read when a database becomes readable', () => {
    const tally = tallyOf([jobWith({ id: '1', status: 'failed' })]);
    const rows = [{ id: qualifiedId('beta', '1'), statusText: 'FAILED', retryCount: 0 }];
    const jobs = machine();
    jobs.handle(failed([...both, gamma]));
    press(jobs, '*');
    jobs.handle(failed([...both, gamma], { marks: { tally, but: 0 } }));
    press(jobs, 'R');
    jobs.handle(failed([...both, gamma], { marks: { tally, but: 0, rows } }));
    expect(asked(jobs)?.databases).toEqual([{ name: 'beta', count: 1 }]);
    jobs.handle(failed([...both, database('gamma')], { marks: { tally, but: 0, rows: [...rows, ...rows] } }));
    expect(asked(jobs)).toMatchObject({ count: 1, leftOut: 1, order: { rows: { length: 1 } } });
  });
});

describe('a picture of another set of databases', () => {
  const more = { ...some, failed: 9, complete: 50 };

  it('reports no failures if a database is counted that was not before', () => {
    const jobs = machine();
    jobs.handle(shown(onlyAlpha));
    expect(jobs.handle(shown(both, more))).toEqual([]);
    expect(jobs.state.feed).toEqual([]);
  });

  it('alerts to failures in databases that are not shown, by their counts', () => {
    const jobs = machine();
    let asOf = now;
    const alerts = (databases: readonly PicturedDatabase[], counts = some) => {
      asOf += 60_000;
      const { picture } = shown(databases, counts);
      const commands = jobs.handle({ type: 'picture', picture: { ...picture, asOf } });
      return commands.filter(({ type }) => type === 'alert');
    };
    const beta = (failed: number, isIncluded = false) => [
      database('alpha'),
      database('beta', { isIncluded, counts: { ...some, failed } }),
    ];
    alerts(onlyAlpha);
    expect(alerts(beta(3))).toEqual([{ type: 'alert', alert: { count: 2, names: [] } }]);
    expect(alerts(beta(2))).toEqual([]);
    expect(alerts(beta(4), { ...some, failed: 2 })).toMatchObject([{ alert: { count: 3 } }]);
    // Counted with the others again, it is no more news than what it adds.
    expect(alerts(beta(5, true), { ...some, failed: 7 })).toMatchObject([{ alert: { count: 1 } }]);
    expect(alerts(beta(5, true), { ...some, failed: 9 })).toMatchObject([{ alert: { count: 2 } }]);
    expect(jobs.state.feed.length).toBeGreaterThan(0);
  });

  it('renews the last look only if all databases are counted', () => {
    const jobs = machine();
    jobs.handle(shown(onlyAlpha));
    press(jobs, 'j');
    expect(jobs.state.looking.last).toBeNull();
    jobs.handle(shown(both));
    expect(jobs.state.looking.last).toMatchObject({ counts: { failed: 1 } });
  });

  it('gives no digest if only some databases are counted since a look at all', () => {
    const look: Look = {
      at: now - 3_600_000,
      counts: { queued: 20, complete: 5, failed: 0, cancelled: 0 },
      troubles: { gone: 0, silent: 0, stalled: 0 },
      causes: [],
    };
    const since = { at: newFrom(look), counts: { complete: 0, failed: 1, cancelled: 0 } };
    const told = { ...since, newCauses: [], moreNewCauses: 0, unread: 0 };
    const looking = { ...initialLooking(null), since: look };
    const digest = (databases: readonly PicturedDatabase[]) =>
      digestIn({
        looking,
        connection: { kind: 'live', picture: pictureOf([], { databases, counts: some, since: told }) },
      });
    expect(digest(both)).toMatchObject({ failed: 1 });
    expect(digest(onlyAlpha)).toBeNull();
  });
});
