-- A job's own error text: its first 262,144 characters.
substr(CAST(job.error_message AS TEXT), 1, 262144)
