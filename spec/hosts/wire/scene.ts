import { everyJob } from '../../../lib/model/filter.js';
import type { PictureRequest } from '../../../lib/model/picture.js';
import type { DatabaseOptions } from '../../support/databases.js';

/** Everything that a picture can be asked for, of a job that failed. */
export const everything: PictureRequest = {
  filter: everyJob,
  sort: { by: 'end', reversed: true, failedFirst: false },
  anchor: {
    kind: 'match',
    text: 'o',
    from: {
      id: '2',
      index: 0,
      place: { key: { rank: 0, value: 'broken', time: null, turn: null }, isAfter: true },
    },
    direction: 'forward',
    inclusive: true,
  },
  sortedAt: 1_768_300_000_000,
  places: { at: [-1, 0, 99] },
  before: 50,
  after: 50,
  failures: 5,
  outputs: 5,
  crossed: true,
  pipeline: true,
  clearing: true,
  metricsSince: true,
  lately: true,
  causes: { sampleOf: null, samples: true },
  workers: { periodMs: null, of: 'one:7', jobs: 5 },
  parsers: { periodMs: null, of: null },
  since: { at: 0, knownCauses: [] },
  rows: { ...everyJob, statuses: ['failed'] },
  targets: { ids: null },
  marks: { but: ['2'], rowsFor: 'retry' },
  awaited: { filter: everyJob, but: ['2'] },
  pace: { atHand: null },
  monitoring: { periodMs: 300_000 },
  detail: { id: '2', failuresFrom: 0, failures: 5 },
};

const at = 1_768_300_000_000;

/** A queue with a job of each kind, and rows in each table beside it. */
export const scene: DatabaseOptions = {
  migrated: 'all',
  rows: [
    { id: 2, plugin_name: 'broken v1', status: 'FAILED', error_message: 'ValueError: boom', end_time: at },
    {
      id: 9007199254740993n,
      plugin_name: 'export/orders',
      status: 'COMPLETED',
      output_path: '/srv/out/orders',
      output_size_bytes: 9007199254740995n,
      end_time: at,
    },
    {
      id: 3,
      plugin_name: 'worked',
      status: 'RUNNING',
      claim_time: at,
      worker_host: 'one',
      worker_pid: 7,
      items_total: 10,
      items_processed: 4,
    },
    { id: 4, plugin_name: 'waiting', status: 'QUEUED' },
    {
      id: 5,
      plugin_name: 'backtest/it',
      status: 'RUNNING',
      backtest_data: '{"pass_rate":0.5,"iteration":3,"termination_reason":"Timeout"}',
    },
    { id: 6, plugin_name: 'odd', status: 'ODD' },
    { id: 7, plugin_name: 'gone', status: 'CANCELLED', end_time: at },
  ],
  tables: {
    cf_job_logs: [{ job_id: 2, log_text: 'a line\n' }],
    cf_job_failures: [{ job_id: 2, error_type: 'Value', error_message: 'boom', line_number: 3 }],
    cf_job_metrics: [{ job_id: 3, rows_per_second: 5.5, bytes_per_second: 12, queue_depth: 2 }],
    cf_sink_stats: [{ sink_uri: 'parquet://out/', total_rows: 5 }],
  },
};
