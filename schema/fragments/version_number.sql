-- A version without the v before its number.
CASE WHEN argument.value GLOB '[vV][0-9]*' THEN substr(argument.value, 2) ELSE argument.value END
