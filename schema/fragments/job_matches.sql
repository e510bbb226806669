-- The operator's filter: lists of statuses and types as JSON, a pattern for the name, NULL for any name, what they cleared
-- away, and the jobs of a cause as JSON, NULL for those of any.
fragment.job_status IN (SELECT value FROM json_each(:statuses))
AND fragment.job_type IN (SELECT value FROM json_each(:types))
AND (:name IS NULL OR fragment.job_name GLOB :name)
AND (:among IS NULL OR job.id IN (SELECT value FROM json_each(:among)))
AND fragment.job_kept
