-- True for the words of the status columns that mean complete, but only partly.
upper(trim(argument.value)) IN ('PARTIAL_SUCCESS', 'COMPLETED_WITH_WARNINGS')
