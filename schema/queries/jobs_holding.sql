-- The jobs that pass the filter and contain a text, in any of the texts that a search looks at. Serves every version.
SELECT CAST(job.id AS TEXT) AS id
FROM cf_processing_queue AS job
WHERE fragment.job_matches AND fragment.job_holds
