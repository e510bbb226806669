-- 1 for a job with what the operator searches for in any of its texts, else 0: its own row first, then other
-- tables.
fragment.row_holds
OR CAST(job.id AS TEXT) IN (
  SELECT CAST(failure.job_id AS TEXT) FROM known.cf_job_failures AS failure WHERE fragment.failure_holds
)
OR CAST(job.id AS TEXT) IN (
  SELECT CAST(artifact.job_id AS TEXT) FROM known.cf_job_artifacts AS artifact WHERE fragment.artifact_holds
)
OR CAST(job.id AS TEXT) IN (
  SELECT CAST(made.job_id AS TEXT) FROM known.cf_output_materializations AS made WHERE fragment.made_holds
)
OR CAST(job.id AS TEXT) IN (
  SELECT CAST(mismatch.job_id AS TEXT) FROM known.cf_job_schema_mismatch AS mismatch WHERE fragment.mismatch_holds
)
OR COALESCE(fragment.holds(fragment.source_path), 0)
