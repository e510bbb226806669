-- Keeps updated_at current for workers that don't write it.
--
-- It runs inside every worker's own UPDATE, under whatever SQLite that worker has: so only functions that every
-- SQLite knows (unixepoch() is of 2022), and nothing that can fail.
--
-- * The form is the documented one with milliseconds: it sorts right beside one-second text, date functions read
--   it, and two changes in one second differ.
-- * A worker that writes updated_at itself is left alone, also when it writes the same one-second text twice in
--   one second, for it may compare with what it wrote.
-- * The inner WHERE skips a row that has this millisecond already: with PRAGMA recursive_triggers the trigger
--   would otherwise start itself until SQLite refuses.
-- * rowid, not id: id need not be unique, nor the rowid's alias.
CREATE TRIGGER jobs_view_touch_updated AFTER UPDATE ON cf_processing_queue
WHEN NEW.updated_at IS OLD.updated_at AND (
  NEW.updated_at IS NULL
  OR NEW.updated_at GLOB '????-??-?? ??:??:??.???'
  OR (
    strftime('%s', NEW.updated_at) IS NOT strftime('%s', 'now')
    AND NEW.updated_at IS NOT strftime('%s', 'now')
  )
)
BEGIN
  UPDATE cf_processing_queue SET updated_at = strftime('%Y-%m-%d %H:%M:%f', 'now')
  WHERE rowid = NEW.rowid AND updated_at IS NOT strftime('%Y-%m-%d %H:%M:%f', 'now');
END;
