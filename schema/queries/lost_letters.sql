-- The newest of the dead letters (version D) whose jobs are no longer in the queue, how many there are, and among how
-- many letters, the newest ones. No index leads to a job's letter, so this is for code that runs it only once.
WITH letters AS (
  SELECT
    fragment.text(letter.original_job_id) AS job_id,
    fragment.text(letter.plugin_name) AS parser,
    fragment.text(letter.input_file) AS file,
    fragment.text(letter.error_message) AS error,
    fragment.epoch_ms(letter.moved_at) AS moved_at,
    letter.id AS place,
    NOT EXISTS (
      SELECT 1 FROM known.cf_processing_queue AS holder WHERE holder.id = letter.original_job_id
    ) AS is_lost
  FROM known.cf_dead_letter AS letter
  ORDER BY letter.id DESC
  LIMIT +:most
)
SELECT job_id, parser, file, error, moved_at,
  (SELECT count(*) FROM letters) AS letters,
  (SELECT count(*) FROM letters WHERE is_lost) AS lost
FROM letters
WHERE is_lost
ORDER BY moved_at DESC, place DESC
LIMIT 1
