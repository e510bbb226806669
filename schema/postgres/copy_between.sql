-- The rows whose keys are from target.from to target.to, the lowest keys first, at most target.most of them, as text
-- that takes least to read; PostgreSQL 14 and later. A copy takes no values, so they stand in it as whole numbers.
COPY (
  SELECT target.key AS key, target.columns
  FROM target.table AS it
  WHERE target.key BETWEEN 'target.from'::bigint AND 'target.to'::bigint
  ORDER BY target.key
  LIMIT 'target.most'::bigint
) TO STDOUT
