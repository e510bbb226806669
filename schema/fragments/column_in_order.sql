-- What the list is sorted by where that is the column :sort or, at the path :place, a value in the job's arguments: a number
-- as it is compared, or the first 64 characters of a text in lower case; NULL for none. Truth values are words, lists and
-- objects JSON. The limit has it worked out once.
SELECT
  CASE
    WHEN typeof(own.value) IN ('integer', 'real')
      THEN max(-1.7976931348623157e308, min(CAST(own.value AS REAL), 1.7976931348623157e308))
    ELSE NULLIF(lower(substr(own.value, 1, 64)), '')
  END
FROM (
  SELECT
    CASE
      WHEN :place IS NOT NULL THEN
        CASE json_type(fragment.args_json, :place)
          WHEN 'true' THEN 'true'
          WHEN 'false' THEN 'false'
          ELSE json_extract(fragment.args_json, :place)
        END
      WHEN :sort = 'worker' THEN fragment.worker_name
      ELSE fragment.column_value(:sort)
    END AS value
  LIMIT 1
) AS own
