-- Whether a session could listen: the process that works for it, and whether the server is a standby; PostgreSQL 14 and
-- later.
SELECT pg_backend_pid() AS process, pg_is_in_recovery() AS is_standby
