-- What a column of ours holds, as numbers and texts are compared; NULL if there is none. A size of nothing counts as none,
-- and so does that of a job that is still running.
CASE argument.value
  WHEN 'retries' THEN COALESCE(fragment.whole(job.retry_count), 0)
  WHEN 'priority' THEN CASE WHEN typeof(job.priority) IN ('integer', 'real') THEN job.priority END
  WHEN 'size' THEN fragment.output_size
  WHEN 'files' THEN COALESCE(fragment.items_processed, fragment.items_total)
  WHEN 'failed' THEN fragment.whole(job.items_failed)
  WHEN 'source' THEN
    COALESCE(
      fragment.source_path,
      CASE
        WHEN fragment.job_type = 'scan' AND length(fragment.plugin_name) < 1000
          AND (instr(fragment.plugin_name, '/') > 0 OR instr(fragment.plugin_name, '\') > 0) THEN
          fragment.plugin_name
      END
    )
END
