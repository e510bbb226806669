-- Whether a recorded failure holds what the operator looks for.
fragment.holds(failure.file_path)
OR fragment.holds(fragment.failure_error)
OR (failure.context IS NOT NULL AND fragment.holds(fragment.failure_file))
