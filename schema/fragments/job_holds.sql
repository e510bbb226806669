-- 1 for a job that holds what the operator looks for in any of its texts, else 0: cheap looks first, those into
-- other tables and into JSON last. JSON is looked into where its plain text holds it or has escapes that may hide it.
fragment.holds(fragment.job_title)
OR COALESCE(fragment.holds(job.job_type), 0)
OR COALESCE(fragment.holds(job.status), 0)
OR COALESCE(fragment.holds(job.output_path), 0)
OR COALESCE(fragment.holds(fragment.worker), 0)
OR COALESCE(fragment.holds(fragment.error_text), 0)
OR (
  :number IS NOT NULL
  -- The other one is what row_identity.sql makes of an id that is shared.
  AND (CAST(job.id AS TEXT) = :number OR substr(CAST(job.id AS TEXT), -1 - length(:number)) = char(31) || :number)
)
OR (
  :plugins <> '[]'
  AND fragment.own_version IS NULL
  AND fragment.plugin_name IN (SELECT value FROM json_each(:plugins))
)
OR (
  fragment.text(job.output_path) IS NULL
  AND COALESCE(fragment.holds(job.result_summary) OR instr(job.result_summary, '\') > 0, 0)
  AND COALESCE(fragment.holds(fragment.summary_path), 0)
)
OR (
  COALESCE(instr(job.error_message, '\') > 0, 0)
  AND EXISTS (
    SELECT 1
    FROM json_tree(CASE WHEN json_valid(fragment.error_text) THEN fragment.error_text END) AS part
    WHERE part.type = 'text' AND fragment.holds(part.value)
  )
)
OR CAST(job.id AS TEXT) IN (
  SELECT CAST(failure.job_id AS TEXT)
  FROM known.cf_job_failures AS failure
  WHERE fragment.holds(failure.file_path)
    OR fragment.holds(fragment.failure_error)
    OR (failure.context IS NOT NULL AND fragment.holds(fragment.failure_file))
)
OR CAST(job.id AS TEXT) IN (
  SELECT CAST(artifact.job_id AS TEXT)
  FROM known.cf_job_artifacts AS artifact
  WHERE lower(artifact.kind) = 'output'
    AND (fragment.holds(artifact.uri) OR fragment.holds(artifact.table_name) OR fragment.holds(artifact.name)
      OR instr(lower(artifact.uri), :encoded) > 0)
)
OR CAST(job.id AS TEXT) IN (
  SELECT CAST(made.job_id AS TEXT)
  FROM known.cf_output_materializations AS made
  WHERE fragment.holds(made.sink_uri) OR fragment.holds(made.table_name) OR fragment.holds(made.output_name)
    OR instr(lower(made.sink_uri), :encoded) > 0
)
OR CAST(job.id AS TEXT) IN (
  SELECT CAST(mismatch.job_id AS TEXT)
  FROM known.cf_job_schema_mismatch AS mismatch
  WHERE fragment.holds(mismatch.output_name)
    OR fragment.holds(mismatch.expected_name)
    OR fragment.holds(mismatch.actual_name)
    OR fragment.holds(mismatch.expected_type)
    OR fragment.holds(mismatch.actual_type)
)
OR COALESCE(fragment.holds(fragment.source_path), 0)
