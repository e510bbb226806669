-- The rows of some jobs, by what tells jobs apart; PostgreSQL 14 and later. As lists of text, a type that the server
-- finds out for each column, so that an index leads to them.
SELECT target.key AS key, target.columns
FROM target.table AS it
WHERE target.among
