-- 1 for a complete job that finished with warnings or only partly, else 0.
fragment.job_status = 'complete'
AND (COALESCE(fragment.partial_word(job.status), 0) OR COALESCE(fragment.partial_word(job.completion_status), 0))
