-- Whether a job's columns have everything that a filter asks of them: :columns, a JSON list, NULL for nothing.
:columns IS NULL
OR NOT EXISTS (
  WITH wanted AS MATERIALIZED (
    SELECT
      value ->> 'column' AS name,
      value ->> 'place' AS place,
      value ->> 'sign' AS sign,
      value ->> 'text' AS text,
      value ->> 'pattern' AS pattern,
      CAST(value ->> 'number' AS NUMERIC) AS number
    FROM json_each(:columns)
  )
  SELECT 1
  FROM wanted
  WHERE (
    CASE
      WHEN wanted.name = 'args' THEN fragment.has_argument
      WHEN wanted.name IS NOT NULL THEN (
        SELECT
          CASE
            WHEN wanted.sign = '>' THEN own.value > wanted.number
            WHEN wanted.sign = '<' THEN own.value < wanted.number
            WHEN wanted.text = '' THEN own.value IS NULL
            WHEN wanted.pattern IS NOT NULL THEN own.value GLOB +wanted.pattern
            ELSE own.value = wanted.number
          END
        FROM (SELECT fragment.column_value(wanted.name) AS value) AS own
      )
    END
  ) IS NOT TRUE
)
