-- How many jobs of the list come before the job :id in its order, and whether it is one of them. Serves every version.
SELECT jobs, is_listed
FROM (
  SELECT is_here, is_listed, ROW_NUMBER() OVER (ORDER BY terms.sorted) - 1 AS jobs
  FROM (
    SELECT
      terms.list_key,
      fragment.is_id(job.id) AS is_here,
      (fragment.job_matches AND NOT fragment.is_pinned) IS TRUE AS is_listed
    FROM cf_processing_queue AS job
    WHERE (fragment.job_matches AND NOT fragment.is_pinned) OR fragment.is_id(job.id)
  )
)
WHERE is_here
