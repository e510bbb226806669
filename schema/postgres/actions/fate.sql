-- What became of a transaction ($1); PostgreSQL 14 and later.
SELECT pg_xact_status($1::xid8)
