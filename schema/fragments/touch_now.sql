-- Now, as the mark that this row was touched: in the notation of the mark that it has, else in that of :updated.
COALESCE(fragment.now_like(job.updated_at), fragment.now_like(:updated))
