-- changed_in_blocks
-- The rows in a run of a table's blocks, from $2 up to but not including $3, that may have been written since an instant:
-- whose transaction isn't older than the oldest one running then ($1). Each comes with whether there are rows in later
-- blocks, and that comes alone where there are none. PostgreSQL 14 and later, which reads just these blocks.
SELECT later.is_more, written.*
FROM (SELECT EXISTS (SELECT FROM target.table AS it WHERE it.ctid >= ('(' || $3 || ',0)')::tid) AS is_more) AS later
LEFT JOIN (
  SELECT target.key AS key, target.columns
  FROM target.table AS it
  WHERE it.ctid >= ('(' || $2 || ',0)')::tid AND it.ctid < ('(' || $3 || ',0)')::tid
    AND age(it.xmin) <= (SELECT age($1::xid))
) AS written ON true
