-- The greatest key; no key where there is no row. PostgreSQL 14 and later.
SELECT max(target.key) FROM target.table AS it
