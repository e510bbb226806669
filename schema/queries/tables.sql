-- The columns that the tables and views that queries may use have in this database, including generated columns.
-- Virtual tables are left out, because their modules aren't loaded. Names in lower case, as SQLite ignores their
-- case.
SELECT lower(object.name) AS table_name, lower(field.name) AS column_name
FROM (
  SELECT type, name, rootpage FROM sqlite_schema
  UNION ALL
  SELECT type, name, rootpage FROM sqlite_temp_schema
) AS object
JOIN pragma_table_xinfo(object.name) AS field
WHERE (object.type = 'view' OR object.type = 'table' AND object.rootpage > 0)
  AND lower(object.name) IN (SELECT value FROM json_each(:tables))
UNION ALL
-- The name of the row number, in tables that have one and whose queries use it.
SELECT lower(object.name), 'rowid'
FROM sqlite_schema AS object
JOIN pragma_table_list(object.name) AS listed ON listed.schema = 'main' AND listed.wr = 0
WHERE object.type = 'table' AND object.rootpage > 0
  AND lower(object.name) IN (SELECT value FROM json_each(:numbered))
