-- How many rows a table has in each range of keys; PostgreSQL 14 and later.
SELECT target.key >> target.shift AS range, count(*) AS rows
FROM target.table AS it
GROUP BY 1
