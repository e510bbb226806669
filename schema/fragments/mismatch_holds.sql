-- Whether a schema mismatch contains what the operator searches for.
fragment.holds(mismatch.output_name)
OR fragment.holds(mismatch.expected_name)
OR fragment.holds(mismatch.actual_name)
OR fragment.holds(mismatch.expected_type)
OR fragment.holds(mismatch.actual_type)
