-- The schema of the queue on the search path, NULL if there is none; the schema in which new tables are made; and
-- whether a part of the queue is a foreign table; PostgreSQL 14 and later.
WITH RECURSIVE family AS (
  SELECT to_regclass('cf_processing_queue')::oid AS member
  UNION
  SELECT link.inhrelid FROM family JOIN pg_inherits AS link ON link.inhparent = family.member
)
SELECT
  (SELECT relnamespace::regnamespace::name FROM pg_class WHERE oid = to_regclass('cf_processing_queue')),
  current_schema(),
  EXISTS (SELECT 1 FROM family JOIN pg_class AS part ON part.oid = family.member AND part.relkind = 'f')
