-- The columns of the queue that can be set; none where it is a view, or not there.
SELECT lower(field.name) AS name
FROM pragma_table_list AS object
JOIN pragma_table_xinfo(object.name) AS field
WHERE object.schema = 'main' AND object.type = 'table' AND lower(object.name) = 'cf_processing_queue'
  AND field.hidden = 0
