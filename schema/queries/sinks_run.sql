-- The beginning and size of the run of at most :rows records of cf_sink_stats that ends at :last (as text, because
-- it may exceed 2^53).
SELECT CAST(MIN(id) AS TEXT) AS first, COUNT(*) AS rows
FROM (
  SELECT record.id AS id
  FROM known.cf_sink_stats AS record
  WHERE record.id <= CAST(:last AS INTEGER)
  ORDER BY record.id DESC
  LIMIT +:rows
)
