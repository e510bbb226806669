-- How many source files a scout found.
SELECT COUNT(*) AS files FROM known.scout_files
