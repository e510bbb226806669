-- A name or a path: text of at most 4,096 characters without blanks around it; NULL if there is none.
NULLIF(trim(substr(CAST(argument.value AS TEXT), 1, 4096)), '')
