-- A worker's percentage, 0 to 100. 0 is the column's default, so it says nothing.
NULLIF(min(fragment.whole(argument.value), 100), 0)
