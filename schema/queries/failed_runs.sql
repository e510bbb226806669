-- The runs in which jobs, by id, failed, each distinguishable from a later failed run of the same job. Serves
-- every version.
SELECT CAST(job.id AS TEXT) || ' ' || COALESCE(fragment.whole(job.retry_count), '') || ' '
  || COALESCE(fragment.completed_ms, fragment.updated_ms, '') AS run
FROM cf_processing_queue AS job
WHERE job.id IN (SELECT +value FROM json_each(:ids))
