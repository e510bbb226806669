-- The recorded paths of one job's log files (version D), newest first.
SELECT fragment.text(artifact.uri) AS uri
FROM known.cf_job_artifacts AS artifact
WHERE artifact.job_id IN (SELECT +value FROM json_each(:ids))
  AND lower(artifact.kind) = 'log' AND fragment.text(artifact.uri) IS NOT NULL
ORDER BY fragment.epoch_ms(artifact.created_at) DESC, artifact.rowid DESC
LIMIT 10
