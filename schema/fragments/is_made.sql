-- Whether a materialization of a job is one of its outputs (version D).
lower(made.status) IS NOT 'no_data' AND fragment.text(made.sink_uri) IS NOT NULL
