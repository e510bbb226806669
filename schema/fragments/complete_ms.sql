-- When a complete job ended, ms; a time before all others if its record has none, and NULL for a job in any other
-- status.
CASE fragment.job_status WHEN 'complete' THEN COALESCE(fragment.end_ms, -8640000000000000) END
