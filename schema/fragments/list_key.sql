-- The list's order as one number, greatest first: the rank, and within it the start, newest first, jobs without a
-- start last. Times are within 8,640,000,000,000,000 of zero, so that ranks 2^55 apart never overlap.
(2 - fragment.job_rank) * 36028797018963968 + COALESCE(fragment.started_ms, -8640000000000001)
