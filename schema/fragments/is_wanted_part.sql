-- Whether a value in a job's arguments, not a list, is what a filter asks for, in the terms of has_argument.sql. A number is
-- the same however it is written.
CASE
  WHEN part.type IN ('integer', 'real') THEN
    CASE wanted.sign
      WHEN ':' THEN part.atom = wanted.number
      WHEN '>' THEN part.atom > wanted.number
      ELSE part.atom < wanted.number
    END
  WHEN wanted.sign <> ':' THEN 0
  WHEN part.type = 'text' THEN part.atom = wanted.text
  WHEN part.type = 'null' THEN wanted.text = ''
  WHEN part.type IN ('true', 'false') THEN part.type = wanted.text
  ELSE 0
END
