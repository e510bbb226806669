-- The columns of the queue that can be set; none if it is a view, or doesn't exist.
SELECT lower(field.name) AS name
FROM pragma_table_list AS object
JOIN pragma_table_xinfo(object.name) AS field
WHERE object.schema = 'main' AND object.type = 'table' AND lower(object.name) = 'cf_processing_queue'
  AND field.hidden = 0
