-- The columns of the queue's tables, a row for each, and whether this role may read the table; PostgreSQL 14 and later.
-- $1: the tables; $2: the queue's, whose schema they are in. No rows if there is no such queue. A table's key is the only column of its primary key. With a
-- table's first column come the heaps with its rows, each as its OID, its file and its blocks: the table itself, or its
-- partitions and tables that inherit from it. A partition that is being detached doesn't count any more.
WITH RECURSIVE wanted AS (
  SELECT class.oid, class.relname, class.relkind
  FROM pg_class AS queue
  JOIN pg_class AS class ON class.relnamespace = queue.relnamespace AND class.relkind IN ('r', 'p', 'v', 'm', 'f')
  WHERE queue.oid = to_regclass($2)
    AND class.relname = ANY (string_to_array($1, ' '))
), family AS (
  SELECT wanted.oid AS root, wanted.oid AS member FROM wanted
  UNION
  SELECT family.root, link.inhrelid
  FROM family
  JOIN pg_inherits AS link ON link.inhparent = family.member AND NOT link.inhdetachpending
), held AS (
  SELECT
    family.root,
    string_agg(
      concat_ws(
        ':',
        member.oid,
        member.relfilenode,
        pg_relation_size(member.oid) / current_setting('block_size')::bigint
      ),
      ' ' ORDER BY member.oid
    ) FILTER (WHERE member.relkind = 'r') AS heaps,
    count(*) > 1 OR bool_or(member.relkind = 'p') AS is_parted,
    bool_or(member.relkind = 'f') AS has_foreign
  FROM family
  JOIN pg_class AS member ON member.oid = family.member
  GROUP BY family.root
), led AS MATERIALIZED (
  SELECT index.indrelid AS root, index.indkey[0] AS first
  FROM wanted
  JOIN pg_index AS index ON index.indrelid = wanted.oid AND index.indisvalid AND index.indpred IS NULL
  JOIN pg_class AS made ON made.oid = index.indexrelid
  JOIN pg_am AS method ON method.oid = made.relam AND method.amname = 'btree'
)
SELECT
  wanted.relname AS table_name,
  wanted.oid::regclass AS written,
  wanted.relkind AS kind,
  has_table_privilege(wanted.oid, 'SELECT') AS may_read,
  row_security_active(wanted.oid) AS hides_rows,
  field.attname AS column_name,
  format_type(field.atttypid, NULL) AS type,
  key.indkey[0] = field.attnum AS is_key,
  field.attnotnull AS is_never_null,
  EXISTS (SELECT 1 FROM led WHERE led.root = wanted.oid AND led.first = field.attnum) AS is_led_to,
  held.is_parted AS is_parted,
  held.has_foreign AS has_foreign,
  CASE WHEN row_number() OVER (PARTITION BY wanted.oid ORDER BY field.attnum) = 1 THEN held.heaps END AS heaps
FROM wanted
JOIN held ON held.root = wanted.oid
JOIN pg_attribute AS field ON field.attrelid = wanted.oid AND field.attnum > 0 AND NOT field.attisdropped
LEFT JOIN pg_index AS key ON key.indrelid = wanted.oid AND key.indisprimary AND key.indnkeyatts = 1
ORDER BY wanted.relname, field.attnum
