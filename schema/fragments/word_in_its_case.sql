-- The word :word in the letter case of this row: if its own word is in lower case, its workers look for that.
CASE WHEN job.status = lower(job.status) THEN lower(:word) ELSE :word END
