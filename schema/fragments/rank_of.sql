-- The first key of the list's order, for a status in this program's terms: failed jobs, then running ones, then
-- queued ones, then the rest.
CASE argument.value WHEN 'failed' THEN 0 WHEN 'running' THEN 1 WHEN 'queued' THEN 2 ELSE 3 END
