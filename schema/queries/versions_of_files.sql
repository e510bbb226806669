-- How many source files the catalogue of older queues has.
SELECT COUNT(*) AS files FROM known.cf_file_version
