-- What a queued job's own word says about its turn: 1 it is being handed to a worker, 2 workers may take it; 0 for all
-- other jobs. In a queue with scheduled_at, turn_word_scheduled is used instead.
CASE upper(trim(job.status)) WHEN 'DISPATCHING' THEN 1 WHEN 'QUEUED' THEN 2 WHEN 'PENDING' THEN 2 ELSE 0 END
