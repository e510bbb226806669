-- refuse: Its time limit (retryUntil) has to be computed again in PHP. | php artisan queue:retry {id}
SELECT 1 FROM failed_jobs WHERE uuid = :id AND json_extract(payload, '$.retryUntil') IS NOT NULL;

-- refuse: It is not from the connection “database”, and may belong to a queue elsewhere. | php artisan queue:retry {id}
SELECT 1 FROM failed_jobs WHERE uuid = :id AND connection <> 'database';

-- guard
DELETE FROM failed_jobs WHERE uuid = :id AND :status = 'FAILED' AND :retries = 0 RETURNING queue, payload;

-- then
INSERT INTO jobs (queue, payload, attempts, reserved_at, available_at, created_at)
VALUES (
  :queue,
  CASE WHEN json_extract(:payload, '$.attempts') IS NULL THEN :payload ELSE json_set(:payload, '$.attempts', 0) END,
  0, NULL, unixepoch(), unixepoch()
);
