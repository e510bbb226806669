import { asOf, QueueDatabase } from './queue-database.js';

const minute = 60_000;
const jobs = 210;

/**
 * Jobs of every status, type and parser; what `turn` changes of them is all that two such databases differ in. Some names
 * mean the same parser or worker, and one job has ended nobody knows when.
 */
const rows = (turn: number, most = jobs) => `
  WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${most})
  INSERT INTO cf_processing_queue (id, file_id, plugin_name, parser_version, status, priority, job_type, worker_host,
    worker_pid, claim_time, end_time, scheduled_at, error_message, items_total, items_processed, output_path,
    output_size_bytes, config_overrides)
  SELECT i, i % 9, 'parser_' || ((i + ${turn}) % 4) || CASE i % 30 WHEN 13 THEN ' v1.0' ELSE '' END, CASE i % 4 WHEN 1 THEN NULL ELSE '1.' || (i / 150) END,
    CASE (i * 7 + i / 8 + ${turn}) % 8 WHEN 0 THEN 'FAILED' WHEN 1 THEN 'RUNNING' WHEN 2 THEN 'QUEUED' WHEN 3 THEN 'PENDING'
      WHEN 4 THEN 'ABORTED' ELSE 'COMPLETED' END,
    i % 5, CASE i % 10 WHEN 0 THEN 'EXPORT' WHEN 1 THEN 'BACKTEST' WHEN 2 THEN 'SCAN' ELSE 'PARSE' END,
    CASE i % 40 WHEN 9 THEN 'vm:3' ELSE 'vm' END, CASE WHEN i % 40 <> 9 THEN (i + ${turn}) % 6 END,
    ${asOf - 3 * jobs * 1000} + i * 2000, CASE i WHEN 9 THEN ${asOf + minute + 1} WHEN 65 THEN NULL ELSE ${asOf - 2 * jobs * 1000} + i * (2000 + ${turn}) END,
    CASE i % 3 WHEN 0 THEN ${asOf - jobs * 500} + i * 1000 END,
    CASE i % 4 WHEN 0 THEN NULL WHEN 1 THEN 'Disk full: ' || i ELSE 'Cause ' || ((i + ${turn}) % 3) || ' of it' END,
    i % 7, i % 5, '/out/' || (i % 11), i * 1000, json_object('n', i % 3, 'of', i % 2) FROM n;
  INSERT INTO cf_job_artifacts SELECT id, 'output', 'o', 'file:///out/' || id, NULL, id * (5 + ${turn}), id
    FROM cf_processing_queue WHERE id % 3 = 0;
  INSERT INTO cf_job_failures (job_id, error_message) VALUES (9, 'one'), (9, 'two'), (9, 'three');
  INSERT INTO cf_plugin_manifest (plugin_name, version, created_at)
    VALUES ('parser_1', '${turn}.3', '2026-01-01'), ('parser_2', '2.${turn}', '2026-01-01');
  INSERT INTO scout_files (id, source_id, path) SELECT id, 's', '/scout/in/' || (id + ${turn})
    FROM cf_processing_queue WHERE id < 9;
  INSERT INTO cf_job_metrics (job_id, metric_time, rows_per_second, queue_depth)
    SELECT id, datetime(${asOf / 1000} - id, 'unixepoch'), id, id FROM cf_processing_queue`;

/** A queue of them. */
export async function queueOf(turn: number, most?: number): Promise<QueueDatabase> {
  const database = await QueueDatabase.of('D', 'all');
  database.run(rows(turn, most));
  return database;
}
