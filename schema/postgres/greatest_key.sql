-- The greatest value of the column by which a table is read in ranges; NULL if it has no row. PostgreSQL 14 and later.
SELECT max(target.range) FROM target.table AS it
