-- True for the row of one job in cf_job_logs, whatever type its job_id was declared with. The second half keeps
-- texts apart that count as the same number.
job_id IN (:id, CAST(:number AS INTEGER)) AND CAST(job_id AS TEXT) = :id
