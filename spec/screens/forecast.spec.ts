import { afterEach, expect, it } from '@jest/globals';
import type { JobsEvent } from '../../lib/machine/state/event.js';
import { type Course, courses, seenIn } from './forecast-scene.js';
import { unmigrated } from './monitoring-scene.js';
import { closeStage, screenAfter } from './stage-machine.js';

const key = (name: string): JobsEvent => ({ type: 'key', key: name });

afterEach(closeStage);

it('the outlook appears once five minutes were seen, and not after a clock that was set back', async () => {
  const size = { columns: 120, rows: 40 };
  const seen = seenIn(courses.drains);
  expect(await screenAfter(seen.slice(-20), size)).toMatch(/2,000 queued • \d+\/min {2}/);
  expect(await screenAfter(seen.slice(-22), size)).toMatch(/2,000 queued • \d+\/min • empty in ~36m/);
  expect(await screenAfter([...seen, ...seen.slice(-9)], size)).toMatch(/2,000 queued • \d+\/min {2}/);
});

it('a throughput is never called unknown while it is known how many jobs end', async () => {
  const size = { columns: 120, rows: 40 };
  const course = (endedPerMinute: number): Course => ({
    ...courses.drains,
    endedPerMinute,
    monitoring: unmigrated,
  });
  const screen = async (seen: readonly JobsEvent[], resetBefore: number) => {
    const [before, after] = [seen.slice(0, seen.length - resetBefore), seen.slice(seen.length - resetBefore)];
    const text = await screenAfter([...before, key('m'), ...before.slice(-1), key('r'), ...after], size);
    expect(text).not.toContain('throughput is not known');
    expect(text).toContain('rows per second: jobs-view migrate');
    return text;
  };
  expect(await screen(seenIn(course(55)), 0)).toContain('No whole minute since the reset yet');
  expect(await screen(seenIn(course(55)), 20)).toMatch(/jobs\/min avg/);
  expect(await screen(seenIn(course(0)), 20)).toContain('Nothing finished since the reset');
  const idle = await screenAfter([...seenIn(course(0)), key('m'), ...seenIn(course(0)).slice(-1)], size);
  expect(idle).toContain('Nothing finished in 15m');
});
