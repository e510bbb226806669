-- Which of two jobs is listed first where nothing else decides.
job.id
