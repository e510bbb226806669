-- Where a run of at most :rows records of cf_job_metrics begins that ends at :last (as text, for it may exceed 2^53), and how
-- many they are.
SELECT CAST(MIN(id) AS TEXT) AS first, COUNT(*) AS rows
FROM (
  SELECT record.id AS id
  FROM known.cf_job_metrics AS record
  WHERE record.id <= CAST(:last AS INTEGER)
  ORDER BY record.id DESC
  LIMIT :rows
)
