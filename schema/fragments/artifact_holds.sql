-- Whether a record of a job's output holds what the operator looks for, in its URI in whatever encoding.
lower(artifact.kind) = 'output'
AND (fragment.holds(artifact.uri) OR fragment.holds(artifact.table_name) OR fragment.holds(artifact.name)
  OR instr(lower(artifact.uri), :encoded) > 0)
