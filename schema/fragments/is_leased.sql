-- 1 if a worker holds a lease on the job, else 0. Such a worker reads the row again only when it is done.
(job.lease_token IS NOT NULL OR job.lease_owner IS NOT NULL)
