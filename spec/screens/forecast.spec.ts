import { afterEach, describe, expect, it } from '@jest/globals';
import type { JobsEvent } from '../../lib/machine/state/event.js';
import type { Size } from '../../lib/view/frame.js';
import { expectGolden } from '../support/golden.js';
import { type Course, courses, seenIn } from './forecast-scene.js';
import { unmigrated } from './monitoring-scene.js';
import { closeStage, screenAfter } from './stage-machine.js';

const sizes: readonly Size[] = [
  { columns: 80, rows: 24 },
  { columns: 120, rows: 40 },
  { columns: 200, rows: 50 },
  { columns: 60, rows: 16 },
];

const key = (name: string): JobsEvent => ({ type: 'key', key: name });
const named: Readonly<Record<string, Course>> = courses;

afterEach(closeStage);

describe.each(sizes)('what becomes of the queue at $columns×$rows', (size) => {
  const name = (what: string) => `forecast-${what}-${size.columns}x${size.rows}`;

  it.each(Object.keys(courses))('is said above the list: %s', async (what) => {
    const course = named[what] ?? courses.drains;
    const text = await screenAfter([...seenIn(course), key('G')], size);
    expectGolden(name(what), text);
  });

  it.each(Object.keys(courses))('is said in the monitoring panel: %s', async (what) => {
    const course = { ...(named[what] ?? courses.drains), monitoring: unmigrated };
    const text = await screenAfter([...seenIn(course), key('m')], size);
    expectGolden(name(`${what}-monitoring`), text);
  });
});

it('is not said before five minutes were seen, nor after a clock that was set back', async () => {
  const size = { columns: 120, rows: 40 };
  const seen = seenIn(courses.drains);
  expect(await screenAfter(seen.slice(-20), size)).toMatch(/2,000 queued • \d+\/min {2}/);
  expect(await screenAfter(seen.slice(-22), size)).toMatch(/2,000 queued • \d+\/min • empty in ~36m/);
  expect(await screenAfter([...seen, ...seen.slice(-9)], size)).toMatch(/2,000 queued • \d+\/min {2}/);
});
