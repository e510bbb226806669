-- Whether a transaction ($1) was committed; PostgreSQL 14 and later.
SELECT pg_xact_status($1::xid8)
