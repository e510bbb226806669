-- Sends a text ($2) on a channel ($1): what a session sends to itself proves that it hears; PostgreSQL 14 and later.
SELECT pg_notify($1, $2)
