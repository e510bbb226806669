-- Where a file of the catalogue is: below its source's root, unless it says it whole.
CASE
  WHEN root.path IS NULL OR substr(location.rel_path, 1, 1) = '/' THEN location.rel_path
  ELSE rtrim(root.path, '/') || COALESCE('/' || location.rel_path, '')
END
