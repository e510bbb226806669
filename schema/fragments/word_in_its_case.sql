-- The word :word as this row spells such words: where its own is in lower case, its workers look for that.
CASE WHEN job.status = lower(job.status) THEN lower(:word) ELSE :word END
