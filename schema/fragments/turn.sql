-- The first key of the order in which queued jobs are listed, 0 for all other jobs: turn_word.sql, and 4 more for jobs
-- that workers could take if they didn't wait for a time after :now, or for one of the parsers :paused, a JSON list.
fragment.turn_word + CASE
  WHEN fragment.turn_word = 2 AND (
    COALESCE(fragment.epoch_ms(job.scheduled_at) > :now, 0)
    OR COALESCE(fragment.plugin_name, '') IN (SELECT value FROM json_each(:paused))
  ) THEN 4
  ELSE 0
END
