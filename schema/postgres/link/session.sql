-- Whether a server is a standby, and whether its transactions are read-only by default: this decides whether it is of
-- the kind that an address asks for. PostgreSQL 14 and later.
SELECT pg_is_in_recovery(), current_setting('default_transaction_read_only') = 'on'
