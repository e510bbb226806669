-- One file that a job couldn't handle.
INSERT INTO cf_job_failures (job_id, error_type, error_message, line_number, file_path)
VALUES (:job, :type, :message, :line, :file);
