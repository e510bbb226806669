-- The texts of this database's indexes. Serves every version.
SELECT lower(name) AS name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL
