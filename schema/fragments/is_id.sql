-- Whether a column holds the id :id. It is given as text, so that no digit is lost, and is compared as a number
-- too, for a column that holds numbers without declaring it.
argument.value IN (:id, CASE WHEN CAST(CAST(:id AS INTEGER) AS TEXT) = :id THEN CAST(:id AS INTEGER) END)
