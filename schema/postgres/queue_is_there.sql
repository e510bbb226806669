-- Whether the search path leads to a queue, whoever may read it; PostgreSQL 14 and later.
SELECT to_regclass('cf_processing_queue') IS NOT NULL
