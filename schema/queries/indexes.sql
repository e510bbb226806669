-- The texts of this database's indexes.
SELECT lower(name) AS name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL
