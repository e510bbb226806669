-- True for all but the complete jobs that the operator cleared away: until when, and a list of the ids that were not
-- among them.
(fragment.complete_ms <= :until) IS NOT TRUE OR job.id IN (SELECT value FROM json_each(:except))
