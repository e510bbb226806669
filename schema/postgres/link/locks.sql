-- Waits until the locks that reading the queue's tables needs can be had, those of their partitions and indexes included;
-- a statement of its own, so that the wait isn't mistaken for work. Looking up a size waits as reading does, holds nothing
-- afterwards, needs no right, and is NULL for a table that was dropped meanwhile.
WITH RECURSIVE own (oid) AS (
  SELECT oid FROM pg_class
  WHERE relname LIKE 'cf\_%' AND relkind IN ('r', 'p') AND pg_table_is_visible(oid)
  UNION
  SELECT inhrelid FROM pg_inherits JOIN own ON inhparent = own.oid
)
SELECT sum(pg_relation_size(CAST(each.oid AS regclass)))
FROM (SELECT oid FROM own UNION ALL SELECT indexrelid FROM pg_index JOIN own ON indrelid = own.oid) each
