-- What the doctor says about a server and the role that is connected; PostgreSQL 14 and later.
SELECT
  current_setting('server_version') AS version,
  current_user AS role,
  (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) AS is_superuser,
  (SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()) AS is_encrypted,
  inet_client_addr() IS NULL OR host(inet_client_addr()) LIKE '127.%' OR host(inet_client_addr()) = '::1' AS is_here,
  EXISTS (SELECT 1 FROM pg_stat_wal_receiver) AS receives,
  current_schema() AS schema
