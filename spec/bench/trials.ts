import { clock, figure, keyFigures, latencyFigures, nothing, ownCore } from './figures.js';
import { inPostgres } from './postgres-trials.js';
import type { Trial } from './trial.js';
import { withoutMigration } from './unmigrated-trials.js';

/** Seconds of the trial that says what the program costs while nothing changes. */
const idleSeconds = Number(process.env.JOBS_VIEW_BENCH_IDLE_SECONDS ?? 300);
const reloads = Number(process.env.JOBS_VIEW_BENCH_RELOADS ?? 200_000);

/** Everything that is measured, in the order of the table. */
export const trials: readonly Trial[] = [
  {
    name: 'open',
    program: 'opening',
    databases: ['1m'],
    options: { other: 'native-reader', rounds: 7 },
    figures: [
      figure('slower', 'open + first window and counts, 1.1 GB', 'better-sqlite3, same queries, same file', {
        atMost: 2.5,
      }),
    ],
  },
  {
    name: 'open-whole',
    program: 'opening',
    databases: ['1m'],
    options: { other: 'whole-file-reader', rounds: 3 },
    figures: [
      figure('faster', 'the same, faster', 'readFileSync + new SQL.Database', { atLeast: 100 }),
      figure('less', 'the same, less memory', 'readFileSync + new SQL.Database', { atLeast: 8 }),
    ],
  },
  {
    name: 'refresh',
    program: 'refreshing',
    databases: ['1m'],
    options: { commits: 60 },
    figures: [
      figure('slower', 'refresh after one small commit, 1 M jobs', 'better-sqlite3, same queries', {
        atMost: 2,
      }),
      figure('pages', 'pages read at such a refresh, beyond 20', 'pages that changed', { atMost: 3 }),
    ],
  },
  {
    name: 'scaling',
    program: 'scaling',
    databases: ['10k', '100k', '1m'],
    options: { commits: 60 },
    figures: [figure('ratio', 'refresh cost, 1 M jobs in 1.1 GB', '10 k jobs in 10 MB', { atMost: 3 })],
  },
  {
    name: 'latency',
    program: 'commit-to-cell',
    databases: ['1m'],
    options: { commits: 200, leastMs: 150, mostMs: 750 },
    figures: latencyFigures('commit in another process → cell'),
  },
  {
    name: 'keys',
    program: 'key-to-cell',
    databases: ['1m'],
    options: { keys: 400, everyMs: 20 },
    figures: keyFigures('key → cell, while 1 M jobs refresh'),
  },
  {
    name: 'start-10k',
    program: 'cold-start',
    databases: ['10k'],
    options: { rounds: 15 },
    figures: [figure('ratio', 'cold start → first jobs, 10 k jobs', nothing, { atMost: 4 })],
  },
  {
    name: 'start-1m',
    program: 'cold-start',
    databases: ['1m'],
    options: { rounds: 15 },
    figures: [figure('ratio', 'the same, 1 M jobs', nothing, { atMost: 8 })],
  },
  {
    name: 'json-1000',
    program: 'one-shot',
    databases: ['1k'],
    options: { rounds: 15 },
    figures: [figure('ratio', '`--json` of 1,000 jobs, whole process', nothing, { atMost: 3 })],
  },
  {
    name: 'idle',
    program: 'processor',
    databases: ['1m'],
    options: { seconds: idleSeconds, rows: 40, everyMs: 0 },
    figures: [figure('share', `CPU, nothing changing, ${idleSeconds} s`, ownCore, { atMost: 0.5 }, '%')],
  },
  {
    name: 'progress',
    program: 'processor',
    databases: ['1m'],
    options: { seconds: 60, rows: 130, everyMs: 50, status: 'running' },
    figures: [figure('share', 'CPU, 20 progress updates a second, 40 rows', ownCore, { atMost: 5 }, '%')],
  },
  {
    name: 'bytes',
    program: 'bytes-per-row',
    databases: ['10k'],
    options: { commits: 100 },
    figures: [
      figure('ratio', 'bytes to the terminal per changed row', 'bytes of the changed cells', { atMost: 3 }),
    ],
  },
  {
    name: 'quiet',
    program: 'quiet-bytes',
    databases: ['1m'],
    options: { seconds: 20 },
    figures: [
      figure('still', 'bytes to the terminal, nothing changing', '–', { atMost: 0 }, 'bytes'),
      figure('between', 'the same, running jobs, between clock ticks', '–', { atMost: 0 }, 'bytes'),
    ],
  },
  {
    name: 'memory-10k',
    program: 'memory',
    databases: ['10k'],
    options: { commits: 50 },
    figures: [figure('ratio', 'memory, 10 k jobs', nothing, { atMost: 2.5 })],
  },
  {
    name: 'memory-1m',
    program: 'memory',
    databases: ['1m'],
    options: { commits: 50 },
    figures: [figure('ratio', 'memory, 1 M jobs', nothing, { atMost: 4.5 })],
  },
  {
    name: 'growth',
    program: 'growth',
    databases: ['small'],
    options: { reloads },
    figures: [
      figure('slope', `memory growth over ${reloads} reloads`, 'the noise of its slope', { atMost: 1 }),
      figure('descriptors', 'descriptors left open', '–', { atMost: 0 }, 'count'),
    ],
  },
  {
    name: 'throughput',
    program: 'throughput',
    databases: ['1m'],
    options: { rounds: 12, stretchMs: 5000 },
    figures: [
      figure('ratio', "a writer's transactions a second, dashboard open", 'dashboard closed', {
        atLeast: 0.98,
      }),
    ],
  },
  {
    name: 'unmigrated-start',
    program: 'cold-start',
    databases: ['1m-unmigrated'],
    options: { rounds: 15, until: 'screen' },
    figures: [figure('ratio', 'unmigrated, 1 M jobs: cold start → first screen', nothing, { atMost: 5 })],
  },
  {
    name: 'unmigrated-opening-keys',
    program: 'key-to-cell',
    databases: ['1m-unmigrated'],
    options: { keys: 100, while: 'opening' },
    figures: keyFigures('unmigrated: key → cell, while it opens'),
  },
  {
    name: 'unmigrated-keys',
    program: 'key-to-cell',
    databases: ['1m-unmigrated'],
    options: { keys: 400, everyMs: 20 },
    figures: keyFigures('unmigrated: key → cell, under change'),
  },
  {
    name: 'unmigrated-change',
    program: 'processor',
    databases: ['1m-unmigrated'],
    options: { seconds: 120, rows: 40, everyMs: 20 },
    figures: [figure('share', 'unmigrated: CPU, a commit every 20 ms', ownCore, { atMost: 25 }, '%')],
  },
  ...withoutMigration('unmigrated', 'unmigrated', '1m-unmigrated'),
  ...withoutMigration('d', 'version D', '1m-d'),
  {
    name: 'several',
    program: 'several',
    databases: ['50k-unmigrated', '1m-unmigrated'],
    options: { databases: 20, keys: 300, everyMs: 20 },
    figures: [
      figure('memory', '20 databases of 50,000 jobs: memory', 'one of 1 M jobs', { atMost: 2 }),
      ...keyFigures('20 databases: key → cell, while one of them changes'),
    ],
  },
  {
    name: 'unmigrated-latency-journal',
    program: 'commit-to-cell',
    databases: ['1m-unmigrated'],
    // Each commit is read in whole, for some 0.3 s of a processor: faster ones share reads.
    options: { commits: 50, journal: 'delete', leastMs: 1500, mostMs: 3000 },
    figures: [figure('median', 'unmigrated, rollback journal: commit → cell', clock, { atMost: 600 }, 'ms')],
  },
  {
    name: 'unmigrated-scaling',
    program: 'scaling',
    databases: ['10k-unmigrated', '1m-unmigrated'],
    options: { commits: 60 },
    figures: [figure('ratio', 'unmigrated: refresh cost, 1 M jobs', '10 k jobs', { atMost: 3 })],
  },
  ...['workers', 'parsers'].map((panel) => ({
    name: `unmigrated-${panel}-scaling`,
    program: 'scaling',
    databases: ['10k-unmigrated', '1m-unmigrated'] as const,
    options: { commits: 60, panel },
    figures: [
      figure('ratio', `unmigrated: the same with the ${panel} panel, 1 M jobs`, '10 k jobs', { atMost: 3 }),
    ],
  })),
  {
    name: 'd-parsers-scaling',
    program: 'scaling',
    databases: ['10k-d', '1m-d'],
    options: { commits: 60, panel: 'parsers' },
    figures: [
      figure('ratio', 'version D: the same with the parsers panel, 1 M jobs', '10 k jobs', { atMost: 3 }),
      figure('askedMs', 'version D: parsers panel of 1 M jobs opened → read', clock, { atMost: 3000 }, 'ms'),
    ],
  },
  {
    name: 'sorted-scaling',
    program: 'scaling',
    databases: ['10k-unmigrated', '1m-unmigrated'],
    options: { commits: 60, sort: 'duration:mixed' },
    figures: [
      figure('ratio', 'sorted by duration: refresh cost, 1 M jobs', '10 k jobs', { atMost: 3 }),
      figure('askedMs', '1 M jobs sorted by duration → read', clock, { atMost: 300 }, 'ms'),
    ],
  },
  {
    name: 'unmigrated-progress',
    program: 'processor',
    databases: ['1m-unmigrated'],
    options: { seconds: 60, rows: 130, everyMs: 50, status: 'running' },
    figures: [figure('share', 'unmigrated: CPU, 20 updates a second', ownCore, { atMost: 6 }, '%')],
  },
  {
    name: 'unmigrated-throughput',
    program: 'throughput',
    databases: ['1m-unmigrated'],
    options: { rounds: 12, stretchMs: 5000 },
    figures: [
      figure('ratio', "unmigrated: a writer's transactions, dashboard open", 'dashboard closed', {
        atLeast: 0.98,
      }),
    ],
  },
  {
    name: 'worker-cost',
    program: 'worker-cost',
    databases: ['10k-unmigrated'],
    options: { rounds: 40, jobs: 2000 },
    figures: (['claim', 'progress', 'finish'] as const).map((step) =>
      figure(step, `a worker's transactions, migrated: ${step}`, 'not migrated', { atLeast: 0.97 }),
    ),
  },
  ...inPostgres('1m', '1 M jobs', 1_000_000),
  ...inPostgres('5m', '5 M jobs', 5_000_000),
];
