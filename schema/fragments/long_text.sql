-- The first 65,536 characters of a message; NULL if there is none.
NULLIF(substr(CAST(argument.value AS TEXT), 1, 65536), '')
