-- Whether a server is a standby, and whether transactions there only read unless they say otherwise: what decides
-- whether it is one of those that an address wants. PostgreSQL 14 and later.
SELECT pg_is_in_recovery(), current_setting('default_transaction_read_only') = 'on'
