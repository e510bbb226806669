-- The operator's filter: lists of statuses and types as JSON, a pattern for the name, ids as JSON, a worker's name, a
-- pattern for it, and a parser's name and a version, NULL for any, times and durations in ms, NULL for any, what they cleared away, and the jobs of a cause or with a text and
-- what columns are asked for as JSON, NULL for any.
fragment.job_status IN (SELECT value FROM json_each(:statuses))
AND fragment.job_type IN (SELECT value FROM json_each(:types))
AND (:name IS NULL OR fragment.job_name GLOB +:name)
AND (:chosen IS NULL OR fragment.is_chosen)
AND (:worker IS NULL OR fragment.worker_name = :worker)
AND (:workers IS NULL OR fragment.worker_name GLOB +:workers)
AND (:parser IS NULL OR fragment.job_name = :parser)
AND (:version IS NULL OR fragment.version_number(fragment.version_in_service) = :version)
AND (:since IS NULL OR fragment.latest_ms >= :since)
AND (:before IS NULL OR fragment.latest_ms <= :before)
AND (:over IS NULL OR fragment.took_ms(:at) > :over)
AND (:under IS NULL OR fragment.took_ms(:at) < :under)
AND (:among IS NULL OR job.id IN (SELECT value FROM json_each(:among)))
AND fragment.job_kept
AND fragment.has_columns
