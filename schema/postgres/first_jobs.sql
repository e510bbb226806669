-- For each status, the jobs that come first in the workers' index, at most $1 of them. The next status is found from a
-- single row of the index. A range of rows stands for an equality: of a table that was never analysed the server expects
-- few jobs with a given status, and would sort all that there are. PostgreSQL 14 and later.
WITH RECURSIVE words (word) AS (
  (SELECT it.status FROM target.table AS it ORDER BY it.status LIMIT 1)
  UNION ALL
  SELECT (SELECT it.status FROM target.table AS it WHERE it.status > words.word ORDER BY it.status LIMIT 1)
  FROM words
  WHERE words.word IS NOT NULL
)
SELECT target.key AS key, target.columns
FROM (SELECT word FROM words WHERE word IS NOT NULL LIMIT 20) AS words
CROSS JOIN LATERAL (
  SELECT * FROM target.table AS of_word
  WHERE (of_word.status, of_word.status) BETWEEN (words.word, words.word) AND (words.word, words.word)
  ORDER BY of_word.status DESC, of_word.priority DESC, of_word.id DESC
  LIMIT $1
) AS it
