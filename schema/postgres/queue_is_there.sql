-- Whether the search path leads to a queue, readable or not; PostgreSQL 14 and later.
SELECT to_regclass('cf_processing_queue') IS NOT NULL
