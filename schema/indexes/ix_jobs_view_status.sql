-- The list, the counts and the sums of the queue without reading its rows: within each status in the list's order.
-- The expressions are the queries' own fragments, fitted to the columns that the table has when the index is
-- made. Where the table gains one of the times, the sizes or the counts later, the queries' expressions are no
-- longer the index's, and it is made again by the next migration; until then the queries do without it.
CREATE INDEX IF NOT EXISTS ix_jobs_view_status ON cf_processing_queue (
  fragment.job_status,
  fragment.list_key,
  job.id,
  fragment.job_type,
  fragment.files_processed,
  fragment.files_total,
  fragment.recorded_bytes,
  fragment.files_failed,
  fragment.complete_ms
)
