-- Begins a transaction that writes, in which a statement that has waited for a worker reads the row again; PostgreSQL
-- 14 and later. The settings apply to this transaction alone. The time limits are set after it.
BEGIN ISOLATION LEVEL READ COMMITTED;
-- If we stop in the middle, the server ends the transaction, so that no worker waits for us.
SET LOCAL idle_in_transaction_session_timeout = 5000;
SET LOCAL jit = off;
SET LOCAL TimeZone = 'UTC';
SET LOCAL DateStyle = 'ISO';
SET LOCAL bytea_output = 'hex';
SET LOCAL extra_float_digits = 1;
