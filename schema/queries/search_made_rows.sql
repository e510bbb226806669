-- Jobs whose materialized outputs in the rows from number :from to :to contain what the operator searches for. Serves
-- tables with row numbers, of every version.
SELECT DISTINCT CAST(made.job_id AS TEXT) AS id
FROM known.cf_output_materializations AS made
WHERE made.rowid BETWEEN :from AND :to AND (fragment.made_holds)
