-- For the rest of the transaction, never scans a whole table if an index can be used; PostgreSQL 13 and later.
SET LOCAL enable_seqscan = off
