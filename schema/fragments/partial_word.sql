-- True for the words of the status columns that say complete, but not quite.
upper(trim(argument.value)) IN ('PARTIAL_SUCCESS', 'COMPLETED_WITH_WARNINGS')
