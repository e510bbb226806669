-- 1 if somebody holds a lease on the job, else 0: such a worker looks at the row again only when it is done.
(job.lease_token IS NOT NULL OR job.lease_owner IS NOT NULL)
