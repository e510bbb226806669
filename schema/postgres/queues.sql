-- The columns of other programs' tables with some names ($1), in any schema that this role may use; those on the search
-- path come first. PostgreSQL 14 and later.
SELECT place.nspname, class.relname, field.attname, class.oid::regclass
FROM pg_class AS class
JOIN pg_namespace AS place ON place.oid = class.relnamespace
JOIN pg_attribute AS field ON field.attrelid = class.oid AND field.attnum > 0 AND NOT field.attisdropped
WHERE class.relname = ANY (string_to_array($1, ' '))
  AND class.relkind IN ('r', 'p') AND NOT class.relispartition
  AND place.nspname !~ '^(pg_|information_schema$)'
  AND has_schema_privilege(place.oid, 'USAGE')
ORDER BY array_position(current_schemas(false), place.nspname), place.nspname, class.relname
