-- Whether a job has one of the ids :chosen, a JSON list. What row_identity.sql makes of an id that is shared counts as
-- that id.
job.id IN (SELECT value FROM json_each(:chosen))
OR (
  substr(CAST(job.id AS TEXT), 1, 1) = char(31)
  AND substr(CAST(job.id AS TEXT), 2 + instr(substr(CAST(job.id AS TEXT), 2), char(31)))
    IN (SELECT value FROM json_each(:chosen))
)
