-- No jobs: without the workers' index, queued and running jobs are found by their keys alone.
SELECT target.key AS key, target.place AS place, false AS is_new FROM target.table AS it WHERE false
