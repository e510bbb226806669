-- How outputs of some jobs differ from their schemas (version D), in the record's order: for each job :limit after
-- :skip, each with their total number. Those of an earlier attempt are left out.
SELECT
  job_id, mismatches, output_name, mismatch_kind, expected_name, actual_name, expected_type, actual_type,
  expected_index, actual_index
FROM (
  SELECT
    CAST(mismatch.job_id AS TEXT) AS job_id,
    COUNT(*) OVER own AS mismatches,
    ROW_NUMBER() OVER (PARTITION BY mismatch.job_id ORDER BY mismatch.id) AS place,
    fragment.text(mismatch.output_name) AS output_name,
    fragment.text(mismatch.mismatch_kind) AS mismatch_kind,
    fragment.text(mismatch.expected_name) AS expected_name,
    fragment.text(mismatch.actual_name) AS actual_name,
    fragment.text(mismatch.expected_type) AS expected_type,
    fragment.text(mismatch.actual_type) AS actual_type,
    fragment.whole(mismatch.expected_index) AS expected_index,
    fragment.whole(mismatch.actual_index) AS actual_index
  FROM known.cf_job_schema_mismatch AS mismatch
  JOIN cf_processing_queue AS job ON job.id = mismatch.job_id
  WHERE mismatch.job_id IN (SELECT +value FROM json_each(:ids))
    AND COALESCE(fragment.epoch_ms(mismatch.created_at) >= fragment.epoch_ms(job.claim_time), 1)
  WINDOW own AS (PARTITION BY mismatch.job_id)
)
WHERE place > :skip AND place <= :skip + :limit
ORDER BY job_id, place
