import { afterEach, describe, expect, it } from '@jest/globals';
import type { JobsEvent } from '../../lib/machine/state/event.js';
import type { Size } from '../../lib/view/frame.js';
import { expectGolden } from '../support/golden.js';
import { pictureOf, sceneJobs } from '../view/scene.js';
import { parsers } from './parsers-scene.js';
import { closeStage, screenAfter } from './stage-machine.js';

const sizes: readonly Size[] = [
  { columns: 80, rows: 24 },
  { columns: 120, rows: 40 },
  { columns: 200, rows: 50 },
];

const keys = (...names: string[]): JobsEvent[] => names.map((key) => ({ type: 'key', key }));
const list: JobsEvent = { type: 'picture', picture: pictureOf(sceneJobs) };
const shown = (given: Partial<typeof parsers> = {}): JobsEvent => ({
  type: 'picture',
  picture: pictureOf(sceneJobs, { parsers: { ...parsers, ...given } }),
});
const nothing = { rows: [], total: 0, lastFailed: null };

/** What has happened before the picture is taken, by the name of the screen. */
const scenes: Readonly<Record<string, readonly JobsEvent[]>> = {
  parsers: [list, ...keys('p'), shown()],
  'parsers-of-two-versions': [
    list,
    ...keys('p'),
    shown(),
    ...keys('j'),
    shown({ lastFailed: parsers.lastFailed && { ...parsers.lastFailed, of: 'fix_parser 1.10' } }),
  ],
  'parsers-of-several-databases': [
    list,
    ...keys('p'),
    shown({
      rows: parsers.rows.map((row, at) =>
        at === 0
          ? { ...row, p50: null, p95: null, between: { p50: [64_000, 150_000], p95: [248_000, 248_000] } }
          : row,
      ),
    }),
  ],
  'parsers-unread': [list, ...keys('p')],
  'parsers-none-of-late': [list, ...keys('p'), shown(nothing)],
  'parsers-none': [list, ...keys('p'), shown({ ...nothing, periodMs: null })],
  'parsers-retry': [list, ...keys('p'), shown(), ...keys('j', 'R')],
  'parser-filtered': [list, ...keys('p'), shown(), ...keys('j', 'Enter'), list],
};

afterEach(closeStage);

describe.each(sizes)('the parsers panel at $columns×$rows', (size) => {
  it.each(Object.keys(scenes))('shows %s', async (name) => {
    const text = await screenAfter(scenes[name] ?? [], size);
    const lines = text.trimEnd().split('\n');
    expect(lines).toHaveLength(size.rows);
    expect(new Set(lines.map((line) => line.length))).toEqual(new Set([size.columns]));
    expectGolden(`${name}-${size.columns}x${size.rows}`, text);
  });
});

it('keeps runs, success and durations on the smallest screen', async () => {
  const text = await screenAfter(scenes.parsers ?? [], { columns: 60, rows: 16 });
  expect(text).toMatch(/ runs +ok +p50 +p95 /);
  expect(text).toMatch(/fix_parser v1\.10 +[\d,]+ +\d+% +\d+m \d+s +\d+m \d+s /);
  expectGolden('parsers-60x16', text);
});
