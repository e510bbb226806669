-- Which columns the tables that queries may use have in this database. Generated columns count, the hidden ones
-- of virtual tables don't. Names in lower case, as SQLite doesn't tell cases apart either.
SELECT lower(object.name) AS table_name, lower(field.name) AS column_name
FROM sqlite_schema AS object
JOIN pragma_table_xinfo(object.name) AS field
WHERE object.type IN ('table', 'view')
  AND lower(object.name) IN (SELECT value FROM json_each(:tables))
  AND field.hidden <> 1
