-- The files that a scout found, by the file ids of newer queues.
SELECT
  CAST(file.id AS TEXT) AS id,
  fragment.text(source.path) AS root,
  COALESCE(fragment.text(file.path), fragment.text(file.rel_path)) AS path
FROM known.scout_files AS file
LEFT JOIN known.scout_sources AS source ON source.id = file.source_id
WHERE file.id IN (SELECT +value FROM json_each(:ids))
