-- How many jobs come before the anchor in the list; no row if the anchor isn't in it.
SELECT
  (
    SELECT COUNT(*) FROM cf_processing_queue AS job
    WHERE fragment.job_matches AND NOT fragment.stands_apart
      AND fragment.list_key >= anchor.place AND (fragment.list_key > anchor.place OR job.id > anchor.id)
  ) AS jobs
FROM fragment.anchor AS anchor
