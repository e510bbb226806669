-- The greatest number that a table is read in ranges of; none where there is no row. PostgreSQL 14 and later.
SELECT max(target.range) FROM target.table AS it
