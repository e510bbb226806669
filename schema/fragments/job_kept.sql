-- True for all jobs except the complete ones that the operator cleared away, which ended by :until and aren't in
-- the list of ids :except.
:until IS NULL
OR (fragment.complete_ms <= :until) IS NOT TRUE
OR job.id IN (SELECT value FROM json_each(:except))
