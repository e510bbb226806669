-- Whether the record of a materialized output holds what the operator looks for, in its URI in whatever encoding.
fragment.holds(made.sink_uri) OR fragment.holds(made.table_name) OR fragment.holds(made.output_name)
OR instr(lower(made.sink_uri), :encoded) > 0
