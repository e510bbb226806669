import type { Job } from '../../lib/model/job.js';
import { parser } from '../view/job-lines-scene.js';
import { backtestWith, hour, jobWith, minute, now } from '../view/scene.js';

const backtest = backtestWith({ highFailureTested: 5, highFailurePassed: 5 });

/** One job for each row of behaviour 4, by the row's name. */
export const rows: Readonly<Record<string, Job>> = {
  '4.1-scan': jobWith({
    ...{ type: 'scan', name: 'fix_logs', sourcePath: '/data/fix_logs', itemsProcessed: 1247 },
    completedAt: now - 15 * minute,
  }),
  '4.2-parse-complete': jobWith({
    ...{ ...parser, itemsProcessed: 1235, itemsTotal: 1235 },
    ...{ outputPath: '/home/operator/.casparian_flow/output/fix_orders/', outputSizeBytes: 847_000_000n },
    completedAt: now - 2 * minute,
  }),
  '4.3-parse-failed': jobWith({
    status: 'failed',
    ...parser,
    itemsFailed: 12,
    failures: [
      { filePath: 'venue_nyse_20240115.log', error: 'SchemaViolation', line: 42 },
      { filePath: 'another.log', error: 'Other', line: 1 },
    ],
    completedAt: now - 2 * minute,
  }),
  '4.4-parse-running': jobWith({
    ...{ status: 'running', ...parser, itemsProcessed: 836, itemsTotal: 1247, startedAt: now - 8.2 * minute },
  }),
  '4.5-export-complete': jobWith({
    ...{ type: 'export', name: 'concordance', outputPath: './production_001/' },
    ...{ outputSizeBytes: 156_000_000n, itemsProcessed: 45_782, itemsTotal: 45_782 },
    ...{ note: 'Bates SMITH000001-045782', completedAt: now - 5 * minute },
  }),
  '4.6-export-running': jobWith({
    ...{ type: 'export', status: 'running', name: 'concordance', outputPath: './production_001/' },
    ...{ itemsProcessed: 30_521, itemsTotal: 45_782, startedAt: now - 12 * minute },
  }),
  '4.7-backtest-running': jobWith({
    ...{ type: 'backtest', status: 'running', name: 'fix_parser', version: '1.3', itemsProcessed: 124 },
    ...{ itemsFailed: 16, startedAt: now - minute },
    backtest: { ...backtest, iteration: 3 },
  }),
  '4.8-backtest-complete': jobWith({
    ...{ type: 'backtest', name: 'fix_parser', version: '1.3', itemsProcessed: 500, itemsFailed: 4 },
    completedAt: now - hour,
    backtest: { ...backtest, passRate: 0.992, terminationReason: 'PassRateAchieved' },
  }),
  '4.9-backtest-failed': jobWith({
    ...{ type: 'backtest', status: 'failed', name: 'broken_parser', version: '0.1', itemsProcessed: 52 },
    ...{ itemsFailed: 40, completedAt: now - 30 * minute },
    failures: [{ filePath: 'corrupt_file_001.csv', error: 'BadHeader', line: 1 }],
    backtest: {
      ...{ ...backtest, passRate: 0.23, highFailurePassed: 1, terminationReason: 'HighFailureEarlyStop' },
    },
  }),
};
