import { now, type Scene } from './same-rows.js';

const minute = 60_000;
const statuses = ['FAILED', 'RUNNING', 'COMPLETED', 'QUEUED', 'ABORTED', 'STAGED', 'COMPLETED', 'SKIPPED'];

/** A queue in which something of everything happens. */
export function scene(isMigrated: boolean): Scene {
  const jobs = Array.from({ length: 240 }, (_, at) => {
    const status = statuses[at % statuses.length] ?? '';
    const isOver = !['QUEUED', 'RUNNING', 'STAGED'].includes(status);
    return {
      id: at + 1,
      file_id: at + 1,
      plugin_name: `parser "${at % 7}" é`,
      input_file: at % 3 === 0 ? `/data/in ${at}.csv` : null,
      parser_version: at % 4 === 0 ? null : `1.${at % 3}`,
      status,
      completion_status: at % 16 === 6 ? 'PARTIAL_SUCCESS' : null,
      priority: at % 3,
      claim_time: status === 'QUEUED' ? null : now - at * minute,
      scheduled_at: at % 24 === 3 ? now + minute : null,
      end_time: isOver ? now - at * minute + 5000 : null,
      result_summary: status === 'COMPLETED' ? 'Success' : null,
      error_message:
        status === 'FAILED' ? `permanent_error: ValueError: row ${at} of 'x${at}.csv' is bad\nmore` : null,
      retry_count: at % 5,
      quarantine_rows: at % 10 === 2 ? at : 0,
      lease_owner: status === 'RUNNING' ? `worker-${at % 4}` : null,
      lease_expires_at: status === 'RUNNING' ? now + minute : null,
      dispatch_ack_at: status === 'RUNNING' ? now - at * minute + 300 : null,
      ...(isMigrated && {
        job_type: ['PARSE', 'SCAN', 'EXPORT', 'BACKTEST', null][at % 5] ?? null,
        items_processed: at,
        items_total: at * 2,
        items_failed: at % 6,
        output_size_bytes: at % 2 === 0 ? String(9_007_199_254_740_990n + BigInt(at)) : null,
        output_path: at % 4 === 1 ? `/out/${at}` : null,
        backtest_data: at % 5 === 3 ? JSON.stringify({ pass_rate: 0.5, iteration: at }) : null,
        updated_at: new Date(now - at * 1000).toISOString(),
      }),
    };
  });
  return {
    cf_processing_queue: jobs,
    cf_job_artifacts: jobs.slice(0, 40).map(({ id }) => ({
      ...{ job_id: id, kind: 'output', name: `o${id}`, uri: `file:///out/o${id}.parquet` },
      ...{ table_name: null, rows: id * 10, created_at: now - id * 1000 },
    })),
    cf_output_materializations: jobs.slice(40, 60).map(({ id }) => ({
      ...{
        materialization_key: `k${id}`,
        output_name: `m${id}`,
        sink_uri: 'parquet:///lake',
        sink_mode: 'append',
      },
      ...{ table_name: 't', status: 'success', rows: id, job_id: id, created_at: now - id },
    })),
    cf_job_schema_mismatch: [
      {
        ...{
          id: 1,
          job_id: 9,
          output_name: 'o',
          mismatch_kind: 'missing_column',
          expected_name: 'a',
          actual_name: null,
        },
        ...{
          expected_type: 'TEXT',
          actual_type: null,
          expected_index: 1,
          actual_index: null,
          created_at: now,
        },
      },
    ],
    cf_quarantine: [{ id: 1, job_id: 3, row_index: 7, error_reason: 'bad', raw_data: null, created_at: now }],
    cf_dead_letter: [
      {
        ...{ id: 1, original_job_id: 1, file_id: 1, input_file: null, plugin_name: 'p', error_message: 'e' },
        ...{ retry_count: 3, moved_at: now, reason: 'permanent_error' },
      },
    ],
    cf_parser_health: [
      {
        ...{
          parser_name: 'parser "3" é',
          total_executions: 9,
          successful_executions: 1,
          consecutive_failures: 5,
        },
        ...{ last_failure_reason: 'no', paused_at: now - minute },
      },
    ],
    scout_files: jobs
      .slice(0, 100)
      .map(({ id }) => ({ id, source_id: 's', path: `/scout/${id}`, rel_path: `${id}` })),
    ...(isMigrated && {
      cf_job_metrics: [1, 2, 3].map((id) => ({
        ...{ id, job_id: 2, metric_time: new Date(now - id * 2000).toISOString(), rows_per_second: id * 1.5 },
        ...{ bytes_per_second: id, queue_depth: id },
      })),
      cf_sink_stats: [1, 2].map((id) => ({
        ...{
          id,
          sink_uri: 'parquet://out/a',
          output_name: 'a',
          recorded_at: new Date(now - id * 3000).toISOString(),
        },
        ...{ total_rows: 10 - id, total_bytes: 99, write_latency_ms: id, error_count: 0 },
      })),
      cf_job_failures: [1, 2, 3].map((id) => ({
        ...{ id, job_id: 1, error_type: 'E', error_message: `failure ${id}`, stack_trace: null },
        ...{ line_number: id, context: null, file_path: `/f${id}`, earlier_attempt: null },
      })),
    }),
  };
}
