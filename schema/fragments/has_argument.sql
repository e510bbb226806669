-- Whether a value in a job's arguments is what a filter asks for, in the terms of has_columns.sql; of a list, whether one
-- in it is. An empty text asks for none, null or an empty text. The limits have JSON parsed once.
SELECT
  CASE
    WHEN part.type = 'array' THEN EXISTS (
      SELECT 1 FROM json_each(part.given, wanted.place) AS part WHERE fragment.is_wanted_part
    )
    ELSE fragment.is_wanted_part
  END
FROM (
  SELECT
    own.given AS given,
    COALESCE(json_type(own.given, wanted.place), 'null') AS type,
    json_extract(own.given, wanted.place) AS atom
  FROM (SELECT fragment.args_json AS given LIMIT 1) AS own
  LIMIT 1
) AS part
