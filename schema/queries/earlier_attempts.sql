-- What failed first in each earlier attempt of a job, the newest attempt first, and how many failures it had. Serves
-- databases whose failures say which attempt they belong to: those that jobs-view migrate has upgraded.
SELECT
  fragment.whole(failure.earlier_attempt) AS attempt,
  counted.failures AS failures,
  terms.failure
FROM (
  SELECT MIN(one.id) AS id, COUNT(*) AS failures
  FROM every.cf_job_failures AS one
  WHERE one.job_id IN (SELECT +value FROM json_each(:jobs)) AND one.earlier_attempt IS NOT NULL
  GROUP BY one.earlier_attempt
) AS counted
CROSS JOIN every.cf_job_failures AS failure
WHERE failure.id = counted.id
ORDER BY attempt DESC
LIMIT +:limit
