-- How many jobs are waiting to be claimed.
SELECT count(*) AS depth FROM cf_processing_queue WHERE status = 'QUEUED';
