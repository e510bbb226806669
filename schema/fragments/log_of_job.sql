-- True for the row of one job in cf_job_logs, whatever type its job_id was declared with. The second half
-- distinguishes texts that are equal as numbers.
job_id IN (:id, CAST(:number AS INTEGER)) AND CAST(job_id AS TEXT) = :id
