-- For the rest of the transaction: never a whole table where an index leads to some of it; PostgreSQL 13 and later.
SET LOCAL enable_seqscan = off
