import { afterEach, expect } from '@jest/globals';
import { Listening } from '../../lib/postgres/link/listening.js';
import { heardPollMs, leastMs, pollMs, ServerWatch } from '../../lib/postgres/server-watch.js';
import { ManualClock } from '../hosts/manual-clock.js';
import { needs } from '../support/needs.js';
import { sharedServer } from '../support/shared-server.js';
import { linkTo } from './link/link-to.js';

const { describe, it } = needs('postgres');

const server = sharedServer({ statements: ['CREATE TABLE things (n INT)'] });
const open: ServerWatch[] = [];

afterEach(() => Promise.all(open.splice(0).map((watch) => watch.close())));

/** A watch over a server that it listens to, by time that passes only when the spec says so. */
async function watching() {
  const clock = new ManualClock();
  const link = linkTo(server);
  const told = { news: 0, changes: 0 };
  let wake = () => {};
  /** Resolves when that number has changed. */
  const next = async (which: keyof typeof told): Promise<void> => {
    const before = told[which];
    while (told[which] === before)
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
  };
  const listening = new Listening({
    ...{ link, channel: 'jobs', after: clock.after, steady: clock.steady },
    onNews: () => {
      told.news += 1;
      watch.hear();
      wake();
    },
  });
  const watch = new ServerWatch({
    look: async () => JSON.stringify(await link.look()),
    attend: async () => (await listening.attend()) === 'heard',
    spentMs: () => 0,
    onChange: () => {
      told.changes += 1;
      wake();
    },
    ...{ after: clock.after, steady: clock.steady },
  });
  open.push(watch);
  await watch.start();
  clock.pass(leastMs);
  return { clock, told, next };
}

describe('A watch over a server that it listens to', () => {
  it('reports a notified change at once, and another one with the next look', async () => {
    const { clock, next } = await watching();
    const heard = next('news');
    await server.run('BEGIN; INSERT INTO things VALUES (1); NOTIFY jobs; COMMIT');
    await heard;
    const seen = next('changes');
    clock.pass(0);
    await seen;
    await server.run('INSERT INTO things VALUES (2)');
    const found = next('changes');
    clock.pass(heardPollMs);
    await found;
  });

  it('reports at once that the connection was lost, and listens again', async () => {
    const { clock, next } = await watching();
    const heard = next('news');
    await server.run(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'jobs-view'`,
    );
    await heard;
    const seen = next('changes');
    clock.pass(0);
    await seen;
    // From then on it is as before: the next look is far away.
    clock.pass(leastMs);
    const again = next('news');
    await server.run('NOTIFY jobs');
    await again;
    expect(Math.max(...clock.due)).toBeLessThanOrEqual(heardPollMs);
    expect(clock.due).toContain(0);
    expect(pollMs).toBeLessThan(heardPollMs);
  });
});
