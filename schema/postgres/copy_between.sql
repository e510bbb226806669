-- The rows whose keys are from target.from to target.to, the lowest keys first, at most target.most of them, in the
-- text form that is cheapest to read; PostgreSQL 14 and later. COPY takes no parameters, so the numbers are inserted as
-- text.
COPY (
  SELECT target.key AS key, target.columns
  FROM target.table AS it
  WHERE target.key BETWEEN 'target.from'::bigint AND 'target.to'::bigint
  ORDER BY target.key
  LIMIT 'target.most'::bigint
) TO STDOUT
