-- 1 where a job is or was handed out under a lease, else 0. Nobody writes the host and the process then: what the row has
-- of them is left from before the queue gave leases, and is another run's.
(COALESCE(job.lease_token, job.lease_owner, job.lease_expires_at, job.dispatch_ack_at) IS NOT NULL)
