-- The same for a queue whose ids are texts, as the reader's index has it.
job.row_number
