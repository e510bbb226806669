import { afterEach, describe, expect, it } from '@jest/globals';
import type { JobsEvent } from '../../lib/machine/state/event.js';
import type { Monitoring } from '../../lib/model/monitoring.js';
import type { Size } from '../../lib/view/frame.js';
import { expectGolden } from '../support/golden.js';
import { countingPictureOf, minute, now, pictureOf, sceneJobs } from '../view/scene.js';
import { crowded, monitoring, spoilt, unmigrated } from './monitoring-scene.js';
import { closeStage, goldenAppearance, screenAfter } from './stage-machine.js';

const sizes: readonly Size[] = [
  { columns: 80, rows: 24 },
  { columns: 120, rows: 40 },
  { columns: 200, rows: 50 },
  { columns: 60, rows: 16 },
];

const counts = { queued: 45, running: 3, complete: 1247, failed: 12, cancelled: 0, other: 0 };
const seen = (what: Monitoring, at = now, more = counts): JobsEvent => ({
  type: 'picture',
  picture: pictureOf(sceneJobs, { asOf: at, counts: more, monitoring: what }),
});
const keys = (...names: string[]): JobsEvent[] => names.map((key) => ({ type: 'key', key }));

/** What has happened before the picture is taken, by the name of the screen. */
const scenes: Readonly<Record<string, readonly JobsEvent[]>> = {
  monitoring: [seen(monitoring), ...keys('m'), seen(monitoring)],
  'monitoring-of-several-databases': [
    seen(monitoring),
    ...keys('m'),
    seen({
      ...monitoring,
      latencies: { p50: null, p99: null, between: { p50: [12, 19], p99: [45, 1234] } },
      sinks: monitoring.sinks.map((sink) => ({
        ...sink,
        latencies: { p50: null, p99: null, between: { p50: [12, 19], p99: [45, 11_000] } },
      })),
    }),
  ],
  'monitoring-bytes': [seen(monitoring), ...keys('m'), seen(monitoring), ...keys('b', '+'), seen(monitoring)],
  'monitoring-loading-period': [seen(monitoring), ...keys('m'), seen(monitoring), ...keys('+')],
  'monitoring-paused': [
    seen(monitoring),
    ...keys('m'),
    seen(monitoring, now - minute),
    ...keys('p'),
    seen(unmigrated, now),
  ],
  'monitoring-reset': [
    seen(monitoring),
    ...keys('m'),
    seen(monitoring, now - 2 * minute, { ...counts, complete: 1200, failed: 11 }),
    ...keys('r'),
    seen(monitoring),
  ],
  'monitoring-by-errors': [
    seen(monitoring, now - minute),
    ...keys('m'),
    seen(spoilt, now - 30_000),
    seen(spoilt, now),
    ...keys('s'),
  ],
  'monitoring-by-rate': [
    ...keys('m'),
    seen(monitoring, now - 30_000),
    seen(spoilt, now),
    ...keys('s', 's', 'Shift-Tab', 'j', 'j', 'j', 'j'),
  ],
  'monitoring-scrolled': [seen(crowded), ...keys('m'), seen(crowded), ...keys('Shift-Tab', 'j', 'j', 'j')],
  'monitoring-counting': [
    ...keys('m'),
    { type: 'picture', picture: { ...countingPictureOf(sceneJobs), monitoring } },
  ],
  'monitoring-unmigrated': [seen(unmigrated), ...keys('m'), seen(unmigrated)],
};

afterEach(closeStage);

describe.each(sizes)('the monitoring panel at $columns×$rows', (size) => {
  it.each(Object.keys(scenes))('shows %s', async (name) => {
    const text = await screenAfter(scenes[name] ?? [], size);
    expect(text.trimEnd().split('\n')).toHaveLength(size.rows);
    expectGolden(`${name}-${size.columns}x${size.rows}`, text);
  });
});

it('shows the monitoring panel in ASCII', async () => {
  const text = await screenAfter(
    scenes.monitoring ?? [],
    { columns: 80, rows: 24 },
    { ...goldenAppearance, unicode: false },
  );
  expect(text).toMatch(/^[\x20-\x7e\n]*$/);
  expectGolden('monitoring-ascii-80x24', text);
  const scrolled = await screenAfter(
    scenes['monitoring-scrolled'] ?? [],
    { columns: 80, rows: 24 },
    {
      ...goldenAppearance,
      unicode: false,
    },
  );
  expect(scrolled).toMatch(/^[ -~\n]*$/);
});
