-- What the reader's index stores about a job: the reference for everything that is decoded without SQLite.
CAST(job.id AS TEXT) AS id,
fragment.job_status AS status,
fragment.job_type AS type,
fragment.started_ms AS started_at,
CASE fragment.job_status WHEN 'complete' THEN fragment.complete_ms ELSE fragment.end_ms END AS ended_at,
fragment.files_processed AS files_processed,
fragment.files_total AS files_total,
COALESCE(fragment.files_failed, 0) AS files_failed,
CAST(
  COALESCE(fragment.recorded_bytes, CASE WHEN fragment.sized_by_summary THEN fragment.summary_bytes END, 0) AS TEXT
) AS bytes,
COALESCE(fragment.plugin_name, '') AS plugin,
fragment.own_version AS version,
fragment.worker AS worker,
fragment.process AS process,
fragment.whole(job.retry_count) AS retries,
fragment.turn_word AS turn,
CASE WHEN fragment.job_status = 'queued' AND typeof(job.status) = 'text' THEN job.status END AS line_word,
typeof(job.priority) AS priority_type,
job.priority AS priority,
job.lowest_first AS lowest_first,
fragment.epoch_ms(job.scheduled_at) AS due_at
