-- The rows at some places ($1) of a table whose rows are in several files, each place with the number of what holds it;
-- PostgreSQL 14 and later. Every part is looked at in all of the places, and what is there but wasn't meant is left
-- out.
SELECT target.key AS key, target.columns
FROM target.table AS it
WHERE it.ctid = ANY (ARRAY(SELECT DISTINCT substring(place FROM '\(.*')::tid FROM unnest($1::text[]) AS place))
  AND target.place = ANY ($1::text[])
