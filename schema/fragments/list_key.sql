-- What decides a job's place in the list, for ORDER BY terms.sorted.
job.id AS job_id,
fragment.job_order AS row_order,
fragment.sort_rank AS rank,
fragment.sort_value AS value,
fragment.time_ms AS time,
fragment.turn AS turn,
fragment.turn_priority AS priority
