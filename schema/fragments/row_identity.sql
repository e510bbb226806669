-- The identity of a row of the queue: its id; if it has none, or one that another row has too, its position after
-- the character that lib/model/job.ts recognises, then the id. An id that begins with that character is made
-- unique in the same way.
CASE
  WHEN held."id" IS NULL THEN char(31) || held.place || '-'
  WHEN substr(CAST(held."id" AS TEXT), 1, 1) = char(31)
    OR CAST(held."id" AS TEXT) IN (
      SELECT CAST(other."id" AS TEXT) FROM cf_processing_queue AS other GROUP BY 1 HAVING COUNT(*) > 1
    )
    THEN char(31) || held.place || char(31) || CAST(held."id" AS TEXT)
  ELSE held."id"
END
