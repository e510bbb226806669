-- The files that file versions refer to.
SELECT
  CAST(version.id AS TEXT) AS id,
  fragment.text(root.path) AS root,
  fragment.text(location.rel_path) AS path
FROM known.cf_file_version AS version
JOIN known.cf_file_location AS location ON location.id = version.location_id
LEFT JOIN known.cf_source_root AS root ON root.id = location.source_root_id
WHERE version.id IN (SELECT +value FROM json_each(:ids))
