-- Whether a recorded failure contains what the operator searches for.
fragment.holds(failure.file_path)
OR fragment.holds(fragment.failure_error)
OR (failure.context IS NOT NULL AND fragment.holds(fragment.failure_file))
