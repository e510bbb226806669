-- Adds a new job for whichever worker is free first.
INSERT INTO cf_processing_queue (job_type, plugin_name, plugin_version, status, priority, updated_at)
VALUES (:type, :name, :version, 'QUEUED', :priority, :now);
