-- How many files a parse job has parsed: those that it has finished with, no more than it had, minus those that
-- failed.
max(0, min(fragment.files_processed, fragment.files_total) - COALESCE(fragment.files_failed, 0))
