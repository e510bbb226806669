-- True for the jobs :pinned, a list of ids as JSON: running ones that are listed separately, after the failed ones.
(job.id IN (SELECT value FROM json_each(:pinned))) IS TRUE
