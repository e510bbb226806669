-- 1 if a job is or was handed out under a lease, else 0. Under a lease no worker writes host and process: if the row
-- has them, they are from before the queue gave leases, and belong to another run.
(COALESCE(job.lease_token, job.lease_owner, job.lease_expires_at, job.dispatch_ack_at) IS NOT NULL)
