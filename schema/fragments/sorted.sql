-- The list's order, in a query with the columns rank, value (sort_rank.sql, sort_value.sql), started and job_id.
-- :falls: the greatest value comes first. Jobs without one come last in either direction.
rank,
value IS NULL,
CASE WHEN :falls THEN value END DESC,
CASE WHEN NOT :falls THEN value END,
started DESC,
job_id DESC
