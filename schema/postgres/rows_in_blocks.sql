-- The rows in a run of a table's blocks, from $1 up to but not including $2; PostgreSQL 14 and later, which reads just
-- these blocks.
SELECT target.key AS key, target.columns
FROM target.table AS it
WHERE it.ctid >= ('(' || $1 || ',0)')::tid AND it.ctid < ('(' || $2 || ',0)')::tid
