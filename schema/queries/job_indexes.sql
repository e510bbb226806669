-- The indexes that lead to the rows of one job in :table.
SELECT list.name
FROM pragma_index_list(:table) AS list
JOIN pragma_index_info(list.name) AS part
WHERE part.seqno = 0 AND lower(part.name) = 'job_id' AND list.partial = 0
