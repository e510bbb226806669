-- The newest dead letter of one job (version D): the copy that the queue keeps of a job that it has given up.
SELECT
  fragment.epoch_ms(letter.moved_at) AS moved_at,
  fragment.text(letter.reason) AS reason,
  fragment.whole(letter.retry_count) AS retries,
  fragment.long_text(letter.error_message) AS error_message,
  fragment.long_end(letter.error_message) AS error_end
FROM known.cf_dead_letter AS letter
WHERE letter.original_job_id IN (SELECT +value FROM json_each(:ids))
ORDER BY fragment.epoch_ms(letter.moved_at) DESC, letter.id DESC
LIMIT 1
