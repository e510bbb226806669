-- The texts of this database's indexes, and where they begin.
SELECT lower(name) AS name, sql, rootpage AS root_page FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL
