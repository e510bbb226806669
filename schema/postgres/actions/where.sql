-- The schema of the queue that the search path leads to, NULL where there is none, and the one that new tables are made in;
-- PostgreSQL 14 and later.
SELECT
  (SELECT relnamespace::regnamespace::name FROM pg_class WHERE oid = to_regclass('cf_processing_queue')),
  current_schema()
