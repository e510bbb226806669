-- Whether the record of a materialized output contains what the operator searches for, including encoded forms in
-- its URI.
fragment.holds(made.sink_uri) OR fragment.holds(made.table_name) OR fragment.holds(made.output_name)
OR instr(lower(made.sink_uri), :encoded) > 0
