-- The image of a job's row as it is now: what an undo compares it with, and what it puts back.
SELECT fragment.row_image AS image
FROM cf_processing_queue AS job
WHERE fragment.is_id(job.id) AND CAST(job.id AS TEXT) = :id
LIMIT 1
