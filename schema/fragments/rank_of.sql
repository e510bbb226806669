-- The first key of the list's order, for a status in this program's terms: failed jobs, then running ones, then
-- the rest.
CASE argument.value WHEN 'failed' THEN 0 WHEN 'running' THEN 1 ELSE 2 END
