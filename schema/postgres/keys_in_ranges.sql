-- The keys in some of those ranges ($1); PostgreSQL 14 and later.
SELECT target.key AS key, target.place AS place
FROM unnest($1::bigint[]) AS range (at)
JOIN target.table AS it
  ON target.in_range
