-- The operator's filter: lists of statuses and types as JSON, a pattern for the name, NULL for any name, and the
-- complete jobs that he cleared away: until when, NULL for none, and a list of ids that were not among them.
fragment.job_status IN (SELECT value FROM json_each(:statuses))
AND fragment.job_type IN (SELECT value FROM json_each(:types))
AND (:name IS NULL OR fragment.job_name GLOB :name)
AND (
  :until IS NULL
  OR fragment.job_status <> 'complete'
  OR fragment.ended_ms > :until
  OR job.id IN (SELECT value FROM json_each(:except))
)
