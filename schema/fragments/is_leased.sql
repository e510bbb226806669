-- 1 where somebody holds a lease of the job: such a worker looks at the row again only when it is done, else 0.
(job.lease_token IS NOT NULL OR job.lease_owner IS NOT NULL)
