-- The operator's filter: lists of statuses and types as JSON, a pattern for the name, NULL for any name, and what they
-- cleared away.
fragment.job_status IN (SELECT value FROM json_each(:statuses))
AND fragment.job_type IN (SELECT value FROM json_each(:types))
AND (:name IS NULL OR fragment.job_name GLOB :name)
AND fragment.job_kept
