-- Begins a transaction that reads at one instant; PostgreSQL 13 and later, also behind a pooler. The settings apply to
-- this transaction alone.
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
SET LOCAL statement_timeout = 1500;
SET LOCAL lock_timeout = 500;
-- If we stop in the middle, the server ends the transaction, so that it holds up no vacuum.
SET LOCAL idle_in_transaction_session_timeout = 2000;
-- At most one of the server's processors, and no JIT compilation for queries that run once.
SET LOCAL max_parallel_workers_per_gather = 0;
SET LOCAL jit = off;
-- Never scans a whole table if an index can be used, nor the whole catalog of a database with many tables.
SET LOCAL enable_seqscan = off;
SET LOCAL TimeZone = 'UTC';
SET LOCAL DateStyle = 'ISO';
SET LOCAL bytea_output = 'hex';
