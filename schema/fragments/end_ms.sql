-- When a job that has ended did so, ms: as recorded, else the next best time in the record, that of its start.
COALESCE(fragment.epoch_ms(job.end_time), fragment.epoch_ms(job.completed_at), fragment.started_ms)
