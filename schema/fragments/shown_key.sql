-- The list key, with jobs listed separately before all other running jobs: 2^54 is between two ranks' times.
fragment.list_key + CASE WHEN fragment.stands_apart THEN 18014398509481984 ELSE 0 END
