-- Where the records of :table have their columns: for a table of every version whose rows have numbers. No rows for a
-- view, a virtual table, or one WITHOUT ROWID. A primary key without its own index is the row number.
SELECT
  object.rootpage AS root,
  lower(field.name) AS name,
  field.cid AS place,
  field.type AS type,
  field.dflt_value AS missing,
  field.hidden AS is_generated,
  lower(field.name) = 'id' AND field.pk > 0
    AND NOT EXISTS (SELECT 1 FROM pragma_index_list(:table) AS list WHERE list.origin = 'pk') AS is_number
FROM sqlite_schema AS object
JOIN pragma_table_list(:table) AS listed
  ON listed.schema = 'main' AND listed.type = 'table' AND listed.wr = 0
JOIN pragma_table_xinfo(:table) AS field
WHERE object.type = 'table' AND object.rootpage > 0 AND lower(object.name) = :table
ORDER BY field.cid
