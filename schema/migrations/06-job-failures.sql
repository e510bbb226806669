-- One row for each file that a job couldn't handle (behaviour 8.1).
CREATE TABLE cf_job_failures (
  id INTEGER PRIMARY KEY,
  job_id INTEGER NOT NULL,
  error_type TEXT,
  error_message TEXT,
  stack_trace TEXT,
  line_number INTEGER,
  context TEXT
);

-- Which file it was. Some databases have the table without this column.
ALTER TABLE cf_job_failures ADD COLUMN file_path TEXT;
