-- The path of a file in the catalogue: below its source's root, unless it is already complete.
CASE
  WHEN root.path IS NULL OR substr(location.rel_path, 1, 1) = '/' THEN location.rel_path
  ELSE rtrim(root.path, '/') || COALESCE('/' || location.rel_path, '')
END
