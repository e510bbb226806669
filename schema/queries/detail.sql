-- What the detail panel shows of one job in addition to the list.
SELECT
  fragment.epoch_ms(job.created_at) AS created_at,
  fragment.epoch_ms(job.scheduled_at) AS scheduled_at,
  fragment.epoch_ms(job.claim_time) AS claimed_at,
  fragment.epoch_ms(job.dispatch_ack_at) AS taken_up_at,
  fragment.completed_ms AS ended_at,
  fragment.whole(job.max_attempts) AS most_attempts,
  fragment.epoch_ms(job.heartbeat_time) AS heartbeat_at,
  fragment.text(job.completion_status) AS completion_status,
  fragment.error_text AS error_text,
  fragment.long_end(job.error_message) AS error_end,
  length(CAST(job.error_message AS TEXT)) <= 262144 AS error_is_whole
FROM cf_processing_queue AS job
WHERE job.id IN (SELECT +value FROM json_each(:ids))
LIMIT 1
