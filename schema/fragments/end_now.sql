-- Now, as the end of this job: in the notation of its own claim, else in that of :ended.
COALESCE(fragment.now_like(job.claim_time), fragment.now_like(:ended))
