import { BacktestWork } from './backtest-work.js';
import { plannedExport } from './counted-work.js';
import { type DemoStore, type SceneRow, sqliteTime } from './demo-store.js';
import type { DemoWorker } from './demo-worker.js';
import type { Random } from './random.js';
import type { BacktestRecord, ClaimedJob } from './work.js';

const minute = 60_000;

const blank: SceneRow = {
  version: null,
  host: null,
  pid: null,
  ended: null,
  failed: 0,
  percent: 100,
  backtest: null,
  outputPath: null,
  outputSizeBytes: null,
  error: null,
};

/** The twelve files of the failed job; the first is the one that the list shows. */
const badFiles = ['nyse', 'arca', 'bats'].flatMap((venue) =>
  ['15', '16', '17', '18'].map((day) => `venue_${venue}_202401${day}.log`),
);

/**
 * Puts the scene of behaviour 3.1 into an empty queue: three jobs that were done, and one that failed, before
 * `now`. Returns the id of the parser's job that is done.
 */
export function setEndedJobs(store: DemoStore, home: string, now: number): { readonly parsed: number } {
  const span = (startedAgo: number, endedAgo: number): SceneRow => ({
    claimed: sqliteTime(now - startedAgo),
    ended: sqliteTime(now - endedAgo),
    updated: sqliteTime(now - endedAgo),
  });
  const done = { ...blank, status: 'COMPLETED' };
  const log = (id: number, text: string): void => store.log(id, text, now);

  log(
    store.sceneJob({
      ...done,
      ...span(80 * minute, 66 * minute),
      ...{ type: 'EXPORT', name: 'concordance', processed: 38_214, total: 38_214 },
      outputPath: './production_000/',
    }),
    '38214 records exported to ./production_000/\n',
  );
  log(
    store.sceneJob({
      ...done,
      ...span(15.8 * minute, 15.2 * minute),
      ...{ type: 'SCAN', name: '/data/fix_logs', processed: 1247, total: 1247 },
    }),
    '/data/fix_logs: 1247 files found\n',
  );
  const parsed = store.sceneJob({
    ...done,
    ...span(2.9 * minute, 2.1 * minute),
    ...{ type: 'PARSE', name: 'fix_parser', version: '1.2', processed: 1235, total: 1235 },
    outputPath: `${home}/.casparian_flow/output/fix_orders/`,
    outputSizeBytes: 847_000_000,
  });
  log(parsed, '1235 files parsed, 2371125 rows written\n');
  const failed = store.sceneJob({
    ...blank,
    ...span(2.8 * minute, 2.2 * minute),
    ...{ type: 'PARSE', name: 'fix_parser', version: '1.2', status: 'FAILED' },
    ...{ processed: 0, total: 12, failed: 12, percent: 0 },
    error: 'SchemaViolation at row 42',
  });
  for (const file of badFiles)
    store.failure(failed, { type: 'SchemaViolation', message: 'SchemaViolation at row 42', line: 42, file });
  log(failed, badFiles.map((file) => `${file}:42: SchemaViolation\n`).join(''));
  return { parsed };
}

/** The two jobs of the scene that are running, each with its worker. */
export function setRunningJobs(
  store: DemoStore,
  [tester, exporter]: readonly [DemoWorker, DemoWorker],
  random: Random,
  now: number,
): void {
  const running = (worker: DemoWorker, startedAgo: number): SceneRow => ({
    ...blank,
    ...{ status: 'RUNNING', host: worker.host, pid: worker.pid },
    ...{ claimed: sqliteTime(now - startedAgo), updated: sqliteTime(now) },
  });
  const test: Omit<ClaimedJob, 'id'> = { type: 'BACKTEST', name: 'fix_parser', version: '1.3' };
  const testId = store.sceneJob({
    ...running(tester, 5 * minute),
    ...{ ...test, processed: 124, total: 500, failed: 16, percent: 24 },
    backtest: backtest(0.87, 3, 5, null),
  });
  const testing = {
    ...{
      iteration: 3,
      maxIterations: 6,
      tested: 124,
      passed: 108,
      filesPerIteration: 500,
      filesPerSecond: 3,
    },
    ...{ firstRate: 0.8, gain: 0.045, targetRate: 0.97, stopsEarly: false },
    ...{ highFailureFiles: 21, highFailurePassed: 5 },
  };
  tester.adopt({ id: testId, ...test }, new BacktestWork(testing, random), now);

  const exporting: Omit<ClaimedJob, 'id'> = { type: 'EXPORT', name: 'concordance', version: null };
  const plan = { processed: 30_521, total: 45_782, outputPath: './production_001/' };
  const exportId = store.sceneJob({
    ...running(exporter, 12.65 * minute),
    ...{ ...exporting, ...plan, percent: 66 },
  });
  // The remaining records take a little more than six minutes, both at this rate and at the average rate since the
  // start.
  const recordsPerSecond = (plan.total - plan.processed) / 380;
  const work = plannedExport({ ...plan, recordsPerSecond, plannedEnd: { kind: 'complete' } }, random);
  exporter.adopt({ id: exportId, ...exporting }, work, now);
}

function backtest(rate: number, iteration: number, highFailure: number, reason: string | null): string {
  return JSON.stringify({
    pass_rate: rate,
    iteration,
    high_failure_tested: highFailure,
    high_failure_passed: highFailure,
    termination_reason: reason,
  } satisfies BacktestRecord);
}
