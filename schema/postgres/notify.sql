-- Sends a text ($2) on a channel ($1): a session that receives its own notification is listening; PostgreSQL 14 and
-- later.
SELECT pg_notify($1, $2)
