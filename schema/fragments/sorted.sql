-- The list's order, in a query with the columns of list_key.sql. :falls: the greatest value comes first.
-- Jobs without one come last in either direction, and queued jobs in the order of their turns.
rank,
value IS NULL,
CASE WHEN :falls THEN value END DESC,
CASE WHEN NOT :falls THEN value END,
time DESC,
turn,
priority DESC,
CASE WHEN turn > 0 THEN row_order END,
row_order DESC
