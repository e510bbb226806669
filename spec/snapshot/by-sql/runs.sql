-- What every job of the queue says of its run, in the order of ids. :served as in parser_names.sql. Serves every version.
SELECT
  CAST(job.id AS TEXT) AS id,
  fragment.job_type AS type,
  fragment.job_status AS status,
  fragment.job_name AS name,
  fragment.version_number(fragment.version_in_service) AS version,
  fragment.plugin_name AS plugin,
  fragment.worker_name AS worker,
  fragment.started_ms AS started_at,
  fragment.end_ms AS ended_at,
  fragment.epoch_ms(job.scheduled_at) AS due_at
FROM cf_processing_queue AS job
ORDER BY job.id
