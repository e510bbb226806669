-- A backtest's figures, if they are a JSON object; NULL if they are anything else. Some workers write NaN, which
-- is valid in JSON5 only.
CASE
  WHEN json_valid(CAST(job.backtest_data AS TEXT), 2) THEN
    CASE json_type(CAST(job.backtest_data AS TEXT)) WHEN 'object' THEN CAST(job.backtest_data AS TEXT) END
END
