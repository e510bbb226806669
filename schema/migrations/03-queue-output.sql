-- What every line of the list shows besides behaviour 9.2: the parser's version, where the output is and how
-- large, and how many items failed. NULL means that the worker doesn't report it.
ALTER TABLE cf_processing_queue ADD COLUMN plugin_version TEXT;
ALTER TABLE cf_processing_queue ADD COLUMN output_path TEXT;
ALTER TABLE cf_processing_queue ADD COLUMN output_size_bytes INTEGER;
ALTER TABLE cf_processing_queue ADD COLUMN items_failed INTEGER;
