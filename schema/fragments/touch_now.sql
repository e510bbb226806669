-- Now, for marking the row as touched: in the notation of its present mark, else in that of :updated.
COALESCE(fragment.now_like(job.updated_at), fragment.now_like(:updated))
