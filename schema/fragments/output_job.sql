-- The id of the job that a record of an output is about: a whole number, also one that is stored as text; NULL if it is
-- something else.
CASE
  WHEN typeof(argument.value) <> 'blob'
    AND CAST(CAST(argument.value AS INTEGER) AS TEXT) = CAST(argument.value AS TEXT) THEN
    CAST(argument.value AS INTEGER)
END
