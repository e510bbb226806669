-- Which columns the tables and views that queries may use have in this database, generated columns included.
-- Virtual tables are left out: their modules are not here. Names in lower case, as SQLite doesn't tell cases apart.
SELECT lower(object.name) AS table_name, lower(field.name) AS column_name
FROM sqlite_schema AS object
JOIN pragma_table_xinfo(object.name) AS field
WHERE (object.type = 'view' OR object.type = 'table' AND object.rootpage > 0)
  AND lower(object.name) IN (SELECT value FROM json_each(:tables))
UNION ALL
-- What SQLite numbers the rows of a table by, where it does, for tables whose queries use it.
SELECT lower(object.name), 'rowid'
FROM sqlite_schema AS object
JOIN pragma_table_list(object.name) AS listed ON listed.schema = 'main' AND listed.wr = 0
WHERE object.type = 'table' AND object.rootpage > 0
  AND lower(object.name) IN (SELECT value FROM json_each(:numbered))
