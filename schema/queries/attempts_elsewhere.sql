-- Why earlier attempts at a job of another program's queue failed, the newest attempt first.
SELECT
  fragment.whole(one.attempt) AS attempt,
  fragment.epoch_ms(one.failed_at) AS failed_at,
  fragment.long_text(one.error_message) AS error_message,
  fragment.long_end(one.error_message) AS error_end
FROM known.cf_job_attempts AS one
WHERE one.job_id IN (SELECT +value FROM json_each(:jobs))
ORDER BY attempt DESC
LIMIT +:limit
