-- Whether an artifact of a job is one of its outputs (version D).
lower(artifact.kind) = 'output' AND fragment.text(artifact.uri) IS NOT NULL
