-- The first $4 queued or running jobs of each status in the workers' index, in any letter case of the status, and which of
-- them may have been written since an instant ($1). The next status is found from a single row of the index.
WITH RECURSIVE words (word) AS (
  (SELECT it.status FROM target.table AS it ORDER BY it.status LIMIT 1)
  UNION ALL
  SELECT (SELECT it.status FROM target.table AS it WHERE it.status > words.word ORDER BY it.status LIMIT 1)
  FROM words
  WHERE words.word IS NOT NULL
)
SELECT it.key, it.place, it.is_new
FROM (
  SELECT word FROM words WHERE upper(btrim(word::text) COLLATE "C") IN (target.words) LIMIT 20
) AS words
CROSS JOIN LATERAL (
  SELECT target.key AS key, target.place AS place, age(it.xmin) <= (SELECT age($1::xid)) AS is_new
  FROM target.table AS it
  WHERE it.status = words.word
  ORDER BY it.status DESC, it.priority DESC, it.id DESC
  LIMIT $4::int
) AS it
