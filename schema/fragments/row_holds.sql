-- 1 for a job whose own row holds what the operator looks for in any of its texts, else 0: cheap looks first, those into
-- JSON last. JSON is looked into where its plain text holds it or has escapes that may hide it. The reader's search
-- (lib/snapshot/search/) leaves out rows whose bytes can't hold it: it knows which columns are looked into here.
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
