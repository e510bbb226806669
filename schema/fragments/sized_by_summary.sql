-- True for a complete job whose output's size may be in the JSON of its summary, and nowhere else. The plus keeps
-- SQLite from searching all complete jobs instead of the index of just these.
substr(job.result_summary, 1, 1) = '{' AND fragment.recorded_bytes IS NULL AND +fragment.job_status = 'complete'
