-- How many paths of the catalogue contain what the operator searches for, regardless of which jobs lead to them by
-- fragment.source_path. Serves every version.
SELECT
  (
    SELECT COUNT(*)
    FROM known.cf_file_location AS location
    LEFT JOIN known.cf_source_root AS root ON root.id = location.source_root_id
    WHERE fragment.holds(fragment.version_path)
  )
  + (
    SELECT COUNT(*)
    FROM known.scout_files AS file
    LEFT JOIN known.scout_sources AS source ON source.id = file.source_id
    WHERE fragment.holds(fragment.scouted_path)
  ) AS paths
