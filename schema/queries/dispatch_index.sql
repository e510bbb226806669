-- Whether the workers' index leads to the jobs in the order in which they are dispatched. Serves every version.
SELECT list.name
FROM pragma_index_list('cf_processing_queue') AS list
WHERE list.name = 'ix_queue_pop'
  AND list.partial = 0
  AND (
    SELECT group_concat(lower(part.name || ' ' || part.coll))
    FROM (SELECT name, coll FROM pragma_index_xinfo('ix_queue_pop') ORDER BY seqno LIMIT 3) AS part
  ) = 'status binary,priority binary,id binary'
