-- Whether the queue has the workers' own index, by which they take jobs up; PostgreSQL 14 and later.
SELECT 1
FROM pg_index AS index
WHERE index.indrelid = to_regclass('cf_processing_queue')
  AND index.indisvalid AND index.indpred IS NULL AND index.indexprs IS NULL
  AND (
    SELECT string_agg(field.attname, ' ' ORDER BY place.at)
    FROM unnest(index.indkey::int2[]) WITH ORDINALITY AS place (number, at)
    JOIN pg_attribute AS field ON field.attrelid = index.indrelid AND field.attnum = place.number
  ) = 'status priority id'
LIMIT 1
