-- refuse: Its time limit (retryUntil) has to be computed again in PHP. | php artisan queue:retry {id}
SELECT 1 FROM failed_jobs WHERE uuid = :id AND (payload::jsonb ->> 'retryUntil') IS NOT NULL;

-- refuse: It is not from the connection “database”, and may belong to a queue elsewhere. | php artisan queue:retry {id}
SELECT 1 FROM failed_jobs WHERE uuid = :id AND connection <> 'database';

-- guard
DELETE FROM failed_jobs WHERE uuid = :id AND :status = 'FAILED' AND :retries = 0 RETURNING queue, payload;

-- then
INSERT INTO jobs (queue, payload, attempts, reserved_at, available_at, created_at)
SELECT
  CAST(:queue AS text),
  CASE
    WHEN (CAST(:payload AS text)::jsonb ->> 'attempts') IS NULL THEN CAST(:payload AS text)
    ELSE jsonb_set(CAST(:payload AS text)::jsonb, '{attempts}', '0')::text
  END,
  0, NULL, extract(epoch FROM now())::bigint, extract(epoch FROM now())::bigint;
