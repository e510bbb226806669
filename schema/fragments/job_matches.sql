-- The operator's filter: lists of statuses and types as JSON, a pattern for the name, a worker's name and a parser's, NULL for
-- any, what they cleared away, and the jobs of a cause as JSON, NULL for those of any.
fragment.job_status IN (SELECT value FROM json_each(:statuses))
AND fragment.job_type IN (SELECT value FROM json_each(:types))
AND (:name IS NULL OR fragment.job_name GLOB :name)
AND (:worker IS NULL OR fragment.worker_name = :worker)
AND (:parser IS NULL OR fragment.job_name = :parser)
AND (:among IS NULL OR job.id IN (SELECT value FROM json_each(:among)))
AND fragment.job_kept
