-- A value in the job's arguments, by its name such as args.user[0]; NULL where there is none. Whole numbers beyond 2^53
-- are texts; lists and objects are JSON, of at most 200 characters.
CASE json_type(fragment.args_json, '$' || substr(argument.value, 5))
  WHEN 'true' THEN 'true'
  WHEN 'false' THEN 'false'
  WHEN 'real' THEN json_extract(fragment.args_json, '$' || substr(argument.value, 5))
  WHEN 'integer' THEN
    CASE
      WHEN json_extract(fragment.args_json, '$' || substr(argument.value, 5))
        BETWEEN -9007199254740991 AND 9007199254740991
        THEN json_extract(fragment.args_json, '$' || substr(argument.value, 5))
      ELSE CAST(json_extract(fragment.args_json, '$' || substr(argument.value, 5)) AS TEXT)
    END
  ELSE substr(json_extract(fragment.args_json, '$' || substr(argument.value, 5)), 1, 200)
END
