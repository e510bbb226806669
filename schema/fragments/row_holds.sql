-- 1 for a job with what the operator searches for in any text of its own row, else 0: cheap tests first, those of
-- JSON last. JSON is parsed only if its plain text contains it or has escapes that may hide it. The reader's
-- search (lib/snapshot/index/sieve/) skips rows whose bytes can't contain it: it knows which columns are tested
-- here.
fragment.holds(fragment.job_title)
OR COALESCE(fragment.holds(job.job_type), 0)
OR COALESCE(fragment.holds(job.status), 0)
OR COALESCE(fragment.holds(job.output_path), 0)
OR COALESCE(fragment.holds(fragment.worker), 0)
OR COALESCE(fragment.holds(fragment.error_text), 0)
OR (
  :number IS NOT NULL
  -- The second form is what row_identity.sql makes of an id that is shared.
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
