import type { RecordedFailure } from '../../lib/causes/error.js';
import type { Job } from '../../lib/model/job.js';
import { type JobDetail, noQuarantine } from '../../lib/model/job-detail.js';
import { type JobOutput, locationOfOutput, noOutputs, readOutputUri } from '../../lib/model/output.js';
import type { Pipeline } from '../../lib/model/picture.js';
import { parser } from '../view/job-lines-scene.js';
import { backtestWith, hour, jobWith, minute, now } from '../view/scene.js';
import { pausedJob, queued } from './job-scenes.js';

/** The pipeline of behaviour 3.2. */
export const pipeline: Pipeline = {
  source: { count: 1247, inProgress: 0, failed: 0 },
  parsed: { count: 1235, inProgress: 0, failed: 12 },
  output: { count: 2, inProgress: 1, failed: 0 },
  activeParser: { name: 'fix_parser', version: '1.2', files: 1235, outputBytes: 847_000_000n },
};

/** The pipeline of a queue in which many jobs have failed. */
export const backlog: Pipeline = {
  source: { count: 3_381_392, inProgress: 0, failed: 0 },
  parsed: { count: 2_814_788, inProgress: 44_131, failed: 9896 },
  output: { count: 500, inProgress: 40, failed: 3 },
  activeParser: { name: 'fix_parser', version: '1.2', files: 2_824_684, outputBytes: 22_000_000_000n },
};

/** What the panel tells of a job of which nothing is known but what is given. */
export function detailOf(job: Job, given: Partial<JobDetail> = {}): JobDetail {
  return {
    ...{ job, createdAt: null, scheduledAt: null, claimedAt: job.startedAt, takenUpAt: null },
    ...{ endedAt: job.completedAt, heartbeatAt: null, completionStatus: null, deadLetter: null },
    ...{ errorText: job.errorMessage, failureCount: 0, failuresFrom: 0, failures: [], artifacts: noOutputs },
    ...{ artifactsExist: [], quarantine: noQuarantine, outputExists: null, ...given },
  };
}

const failures: readonly RecordedFailure[] = Array.from({ length: 30 }, (_, index) => ({
  filePath: `/data/fix_logs/2024/01/venue_${['nyse', 'arca', 'bats', 'edgx'][index % 4]}_202401${String(index + 1).padStart(2, '0')}.log`,
  error:
    index % 2 === 0 ? 'SchemaViolation: field 44 (Price) is missing' : 'TypeMismatch: "n/a" is no number',
  line: index % 5 === 4 ? null : 42 + 1000 * index,
}));

function written(
  role: string,
  name: string,
  uri: string,
  table: string | null,
  rows: number | null,
): JobOutput {
  return { role, name, uri, path: readOutputUri(uri).path, table, rows };
}

const out = '/home/operator/.casparian_flow/output';

const outputs: readonly JobOutput[] = [
  written('output', 'orders', `parquet://${out}/orders_20240115.parquet`, null, 12_340),
  written('output', 'executions', 'duckdb:///data/lake.duckdb', 'executions', 48_211),
  written('output', 'venue summary', 's3://reports/venues/2024/01/15', 'venues', 12),
];

const artifacts: readonly JobOutput[] = [
  ...outputs,
  written('quarantine', 'orders', `file://${out}/quarantine%20orders.parquet`, null, 7),
  written('log', 'job.log', 'file:///var/log/casparian/job-1207.log', null, null),
];

const traceback = `Traceback (most recent call last):
  File "/srv/parsers/parser.py", line 24, in strict
    return list(parse(rows))
           ^^^^^^^^^^^^^^^^^
  File "/srv/parsers/parser.py", line 6, in price_of
    return Decimal(row["price"])
decimal.InvalidOperation: [<class 'decimal.ConversionSyntax'>]
`;

const mismatches: readonly RecordedFailure[] = [
  { filePath: null, error: 'orders: column price (Decimal) is missing', line: null },
  { filePath: null, error: 'orders: column note (Utf8) is not in the schema', line: null },
];

const failed = {
  ...parser,
  status: 'failed',
  statusText: 'FAILED',
  startedAt: now - 12 * minute,
  completedAt: now - 2 * minute,
} as const;
const running = { status: 'running', statusText: 'RUNNING', name: 'fix_parser' } as const;

const attempts = [
  { attempt: 1, failures: 3, cause: { key: '1', text: 'SchemaViolation: <n> of <n> files failed' } },
  { attempt: 0, failures: 1, cause: null },
];

/** One job for each kind of panel, by its name. */
export const details = {
  'failed-parse': detailOf(
    jobWith({
      id: '9007199254740993',
      ...failed,
      itemsTotal: 1247,
      itemsProcessed: 1235,
      itemsFailed: 30,
      priority: 5,
      retryCount: 2,
      workerHost: 'worker-3.example',
      workerPid: 48_211,
      sourcePath: '/data/fix_logs/2024/01',
      errorMessage: 'SchemaViolation: 30 of 1247 files failed',
    }),
    {
      createdAt: now - 2 * hour,
      failureCount: 30,
      failures,
      attempts,
      errorText:
        'SchemaViolation: 30 of 1247 files failed\nTraceback (most recent call last):\n  File "parser.py", line 88, in parse\n    raise SchemaViolation(field)\nThe schema fix_orders v7 wants a price in every order that is not a market order, and thirty files hold orders of neither kind.',
    },
  ),
  'dead-letter': detailOf(
    jobWith({
      id: '1208',
      ...failed,
      retryCount: 3,
      sourcePath: '/data/fix_logs/2024/01/venue_nyse_20240115.log',
      errorMessage: `max_retries_exceeded: ${traceback}`,
      failures: mismatches.slice(0, 1),
    }),
    {
      failureCount: 2,
      failures: mismatches,
      deadLetter: {
        movedAt: now - 2 * minute,
        reason: 'max_retries_exceeded',
        retries: 3,
        error: `max_retries_exceeded: ${traceback}`,
      },
    },
  ),
  'running-backtest': detailOf(
    jobWith({
      id: '4',
      type: 'backtest',
      ...running,
      version: '1.3',
      startedAt: now - 4 * minute,
      updatedAt: now - 1000,
      itemsProcessed: 124,
      itemsTotal: 500,
      itemsFailed: 16,
      workerHost: 'worker-1.example',
      workerPid: 812,
      backtest: backtestWith({ iteration: 3, highFailureTested: 8, highFailurePassed: 5 }),
    }),
    { heartbeatAt: now - 1000 },
  ),
  'claimed-earlier': detailOf(
    jobWith({
      id: '6',
      ...running,
      startedAt: now - 8 * minute,
      itemsProcessed: 1247,
      itemsTotal: 1248,
      retryCount: 2,
    }),
    { createdAt: now - 2 * hour, claimedAt: now - 25 * minute, takenUpAt: now - 8 * minute, attempts },
  ),
  'stalled-export': detailOf(
    jobWith({
      id: '3',
      type: 'export',
      status: 'running',
      statusText: 'STAGED',
      name: 'concordance',
      startedAt: now - 20 * minute,
      updatedAt: now - 9 * minute,
      itemsProcessed: 30_521,
      itemsTotal: 45_782,
      outputPath: './production_001/',
      trouble: { kind: 'stalled', since: now - 9 * minute },
    }),
    { outputExists: false },
  ),
  'complete-parse': detailOf(
    jobWith({
      id: '2',
      ...parser,
      startedAt: now - 2 * hour,
      completedAt: now - 2 * minute,
      itemsProcessed: 1235,
      itemsTotal: 1235,
      outputPath: '/home/operator/.casparian_flow/output/fix_orders/',
      outputSizeBytes: 847_000_000n,
      workerHost: 'worker-2.example',
    }),
    { outputExists: false },
  ),
  'recorded-outputs': detailOf(
    jobWith({
      id: '1207',
      ...parser,
      warnings: true,
      startedAt: now - 3 * minute,
      completedAt: now - 2 * minute,
      sourcePath: '/data/fix_logs/2024/01/venue_nyse_20240115.log',
      outputPath: outputs[0] === undefined ? null : locationOfOutput(outputs[0]),
      outputs: { list: outputs, count: 3, rows: 60_563 },
      quarantinedRows: 7,
    }),
    {
      outputExists: true,
      artifacts: { list: artifacts, count: 5, rows: 60_570 },
      artifactsExist: [true, true, null, false, true],
      quarantine: {
        rows: [
          { row: 1042, reason: 'price: "n/a" is no decimal', data: '20240115,XNYS,IBM,n/a,100\r\n' },
          { row: 48_211, reason: 'no valid UTF-8', data: '32 30 32 34 ff fe 1b 5d' },
        ],
        count: 7,
      },
    },
  ),
  'scheduled-backtest': detailOf(
    jobWith({ ...queued, id: '16', type: 'backtest', waiting: { kind: 'scheduled', at: now + 14 * hour } }),
    { scheduledAt: now + 14 * hour, claimedAt: null },
  ),
  'paused-parse': detailOf(pausedJob, { createdAt: now - 2 * hour, claimedAt: null }),
} as const satisfies Readonly<Record<string, JobDetail>>;
