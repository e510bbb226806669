-- The list key with those that stand apart before all other running jobs: 2^54 lies between two ranks' times.
fragment.list_key + CASE WHEN fragment.stands_apart THEN 18014398509481984 ELSE 0 END
