-- Gives a new job its first updated_at where the worker that queues it doesn't; see 08-touch-updated.sql.
CREATE TRIGGER jobs_view_touch_inserted AFTER INSERT ON cf_processing_queue
WHEN NEW.updated_at IS NULL
BEGIN
  UPDATE cf_processing_queue SET updated_at = strftime('%Y-%m-%d %H:%M:%f', 'now') WHERE rowid = NEW.rowid;
END;
