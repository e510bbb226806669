-- Which of the running jobs :pinned pass the filter, disregarding its statuses; in the list's order.
SELECT CAST(job_id AS TEXT) AS id
FROM (
  SELECT terms.list_key
  FROM cf_processing_queue AS job
  WHERE job.id IN (SELECT +value FROM json_each(:pinned)) AND fragment.job_matches
)
ORDER BY terms.sorted
