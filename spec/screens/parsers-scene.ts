import type { JobsEvent } from '../../lib/machine/state/event.js';
import type { ParserList, ParserRow } from '../../lib/model/panels/parsers.js';
import { hour, jobWith, minute, now, sceneJobs } from '../view/scene.js';
import { keys, read, type Scenes } from './events.js';

function parser(name: string, version: string | null, given: Partial<ParserRow>): ParserRow {
  return {
    ...{ key: `${name} ${version}`, name, version, done: 0, failed: 0, p50: null, p95: null, rows: null },
    ...{ jobsWithRows: 0, lastFailure: null, everFailed: given.failed ?? 0, pause: null, before: null },
    ...{ retriable: given.failed ?? 0, ...given },
  };
}

/** Parsers of every kind: paused, with two versions, with failures, without any, without times. */
export const parsers: ParserList = {
  periodMs: 24 * hour,
  rows: [
    parser('itch_parser', '3.0', {
      ...{ done: 120, failed: 31, p50: 64_000, p95: 248_000 },
      lastFailure: { id: '9002', at: now - 2 * hour },
      pause: {
        since: now - 2 * hour - 4 * minute,
        failures: 5,
        reason: 'SchemaViolation: field 44 (Price) is missing',
      },
    }),
    parser('fix_parser', '1.10', {
      ...{ done: 1196, failed: 12, p50: 108_000, p95: 242_000 },
      lastFailure: { id: '8990', at: now - 40 * minute },
      rows: 1_847_234,
      jobsWithRows: 1196,
      before: { version: '1.9', success: 0.02, p50: -12_000, rowsPerJob: 44.5 },
    }),
    parser('fix_parser', '1.9', {
      ...{ done: 40_300, failed: 1257, p50: 120_000, p95: 45_930_000, rows: 60_349_871 },
      jobsWithRows: 40_299,
      lastFailure: { id: '7001', at: now - 23 * hour },
    }),
    parser('a_parser_that_has_quite_a_long_name_too', '2024.01.15-rc1', {
      ...{ done: 9, failed: 1, p50: 7_440_000, p95: 12_000_000 },
      lastFailure: { id: '6001', at: now - 3 * hour },
      before: { version: null, success: -0.1, p50: 60_000, rowsPerJob: null },
    }),
    parser('a_parser_that_has_quite_a_long_name_too', null, { done: 4, p50: 7_380_000, p95: 7_380_000 }),
    parser('csv', null, { done: 3 }),
  ],
  total: 6,
  lastFailed: {
    of: 'itch_parser 3.0',
    job: jobWith({
      ...{ id: '9002', status: 'failed', name: 'itch_parser', version: '3.0' },
      ...{ sourcePath: '/data/itch/2024/01/15/part-0007.gz', completedAt: now - 2 * hour },
      errorMessage: 'SchemaViolation at row 4021: field 44 (Price) is missing',
    }),
  },
};

const list = read(sceneJobs);
const shown = (given: Partial<typeof parsers> = {}): JobsEvent =>
  read(sceneJobs, { parsers: { ...parsers, ...given } });
const fewFailures = [
  parser('csv', '2', { done: 9999, failed: 1, p50: 1, p95: 900 }),
  parser('json', '1', { done: 986, failed: 14 }),
];
const nothing = { rows: [], total: 0, lastFailed: null };

/** What has happened before the picture is taken, by the name of the screen. */
export const parsersScenes: Scenes = {
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
  // One run in ten thousand has failed, of another parser 1.4 %, and there are more versions than are listed.
  'parsers-left-out': [list, ...keys('p'), shown({ rows: fewFailures, total: 340 })],
  'parsers-unread': [list, ...keys('p')],
  'parsers-none-of-late': [list, ...keys('p'), shown(nothing)],
  'parsers-none': [list, ...keys('p'), shown({ ...nothing, periodMs: null })],
  'parsers-retry': [list, ...keys('p'), shown(), ...keys('j', 'R')],
  'parser-filtered': [list, ...keys('p'), shown(), ...keys('j', 'Enter'), list],
};
