-- The file that a job reads: the one that it names, else the one that its file id refers to. The plus leaves the
-- type of the comparison to the column, so that its index is used whatever the type of the other.
COALESCE(
  fragment.text(job.input_file),
  (
    SELECT fragment.version_path
    FROM known.cf_file_version AS version
    JOIN known.cf_file_location AS location ON location.id = version.location_id
    LEFT JOIN known.cf_source_root AS root ON root.id = location.source_root_id
    WHERE version.id = +job.file_version_id
    LIMIT 1
  ),
  (
    SELECT fragment.scouted_path
    FROM known.scout_files AS file
    LEFT JOIN known.scout_sources AS source ON source.id = file.source_id
    WHERE file.id = +job.file_id
    LIMIT 1
  )
)
