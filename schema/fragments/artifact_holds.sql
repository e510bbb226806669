-- Whether a record of a job's output contains what the operator searches for, including encoded forms in its URI.
lower(artifact.kind) = 'output'
AND (fragment.holds(artifact.uri) OR fragment.holds(artifact.table_name) OR fragment.holds(artifact.name)
  OR instr(lower(artifact.uri), :encoded) > 0)
