-- The path of a scouted file: below its source, unless it is already complete.
CASE
  WHEN source.path IS NULL OR substr(COALESCE(file.path, file.rel_path), 1, 1) = '/' THEN
    COALESCE(file.path, file.rel_path)
  ELSE rtrim(source.path, '/') || COALESCE('/' || COALESCE(file.path, file.rel_path), '')
END
