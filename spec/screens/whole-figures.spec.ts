import { afterEach, describe, expect, it } from '@jest/globals';
import type { JobsEvent } from '../../lib/machine/state/event.js';
import type { Monitoring } from '../../lib/model/monitoring.js';
import { problemOf } from '../../lib/snapshot/files/read-failure.js';
import type { Size } from '../../lib/view/frame.js';
import { minute, now, pictureOf, sceneJobs } from '../view/scene.js';
import { monitoring, spoilt } from './monitoring-scene.js';
import { backlog } from './panel-scenes.js';
import { closeStage, screenAfter } from './stage-machine.js';

const usual: Size = { columns: 80, rows: 24 };
const least: Size = { columns: 60, rows: 16 };

const key = (name: string): JobsEvent => ({ type: 'key', key: name });
const seen = (what: Monitoring): JobsEvent => ({
  type: 'picture',
  picture: pictureOf(sceneJobs, { monitoring: what }),
});

/** The monitoring panel after these keys, and a read that answers them. */
const panel = (what: Monitoring, size: Size, ...keys: string[]): Promise<string> =>
  screenAfter([seen(what), key('m'), seen(what), ...keys.map(key), seen(what)], size);

afterEach(closeStage);

describe('a figure', () => {
  it.each([
    [[1790, 1796, 1794], 'Depth: 1.7k now, 1.7k–1.7k'],
    [[0, 1796, 12], 'Depth: 12 now, 0 to 1.7k'],
  ])('is whole in the range of the depths %j', async (depths, said) => {
    const depth = depths.map((each, index) => ({ at: now - (3 - index) * minute, depth: each }));
    expect(await panel({ ...monitoring, depth }, usual)).toContain(`│ ${said} `);
  });

  it('is whole in the title of the throughput on the smallest screen', async () => {
    expect(await panel(monitoring, least, '+')).toContain('┌ THROUGHPUT (15m)─┐');
  });

  it('is whole in a pipeline of one line', async () => {
    const screen = await screenAfter(
      [{ type: 'picture', picture: pictureOf(sceneJobs, { pipeline: backlog }) }, key('P')],
      least,
    );
    expect(screen).toContain('│  3.3M files ─@54k─▶ 2.8M ─@43─▶ 500 ready, 40 run');
  });
});

describe('the monitoring panel', () => {
  it('shows the position in the sinks rather than their latencies', async () => {
    expect(await panel(spoilt, least, 's')).toMatch(/SINKS by errors ─+ 1–2 of 18─┐/);
  });

  it('shows no size of rows whose bytes were not recorded', async () => {
    expect(await panel(monitoring, usual)).toMatch(/└─ transactions +- +45,782/);
  });

  it('has no scale where no rate was reported', async () => {
    const screen = await panel({ ...monitoring, throughput: [] }, usual);
    expect(screen).toContain('Nothing reported in 5m');
    expect(screen).not.toContain('scale');
  });

  it('keeps its keys in sight while the picture is old', async () => {
    const old: JobsEvent = {
      type: 'problem',
      problem: problemOf('busy', '/data/jobs.db'),
      at: now - 3 * minute,
    };
    const lines = (await screenAfter([seen(monitoring), key('m'), old], usual)).trimEnd().split('\n');
    expect(lines.at(-3)).toMatch(/^├─ database busy 3m, showing last good data ─+┤$/);
    expect(lines.at(-2)).toContain('[Esc/q] Back');
  });
});

it('the help gives reasons for the keys of its own panel only', async () => {
  const help = (...keys: string[]) =>
    screenAfter([seen(monitoring), ...keys.map(key), key('?')], { columns: 200, rows: 60 });
  expect(await help()).toContain('(no filter is set)');
  expect(await help()).not.toContain('(Tab to Sinks first)');
  expect(await help('m')).toContain('(Tab to Sinks first)');
  expect(await help('m')).not.toContain('(no filter is set)');
});

it('a title shortened twice in a row has one sign of it', async () => {
  const jobs = sceneJobs.map((job) => ({ ...job, name: 'a_name_that_is_far_too_long_for_this_screen' }));
  const screen = await screenAfter(
    [{ type: 'picture', picture: pictureOf(jobs) }, key('j'), key('S')],
    least,
  );
  expect(screen).toContain('(iter 3)');
  expect(screen).not.toContain('……');
});
