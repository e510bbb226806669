/** The schemas of the queue that exist in the field (see `versions`). */
export type DatabaseVersion = 'A' | 'B' | 'C' | 'D';

/** All of them, oldest first. */
export const databaseVersions: readonly DatabaseVersion[] = ['A', 'B', 'C', 'D'];

/** How much of behaviour 9.2 and of the migration beside it a database already has. */
export type Additions = 'none' | 'some' | 'all';

const index = 'CREATE INDEX ix_queue_pop ON cf_processing_queue(status, priority, id)';

/** The queue of version C; D's has more columns at its end. */
const columnsOfC = `id INTEGER PRIMARY KEY AUTOINCREMENT,
  file_id BIGINT,
  pipeline_run_id TEXT,
  plugin_name TEXT,
  input_file TEXT,
  config_overrides TEXT,
  parser_version TEXT,
  parser_fingerprint TEXT,
  sink_config_json TEXT,
  status TEXT DEFAULT 'QUEUED' CHECK (status IN
    ('PENDING','QUEUED','DISPATCHING','RUNNING','STAGED','COMPLETED','FAILED','ABORTED','SKIPPED')),
  completion_status TEXT DEFAULT NULL CHECK (completion_status IS NULL OR completion_status IN
    ('SUCCESS','PARTIAL_SUCCESS','COMPLETED_WITH_WARNINGS','FAILED','REJECTED','ABORTED')),
  priority INTEGER DEFAULT 0,
  worker_host TEXT,
  worker_pid INTEGER,
  claim_time INTEGER,
  scheduled_at INTEGER,
  end_time INTEGER,
  result_summary TEXT,
  error_message TEXT,
  retry_count INTEGER DEFAULT 0,
  quarantine_rows BIGINT DEFAULT 0`;

/** The tables in which version D records what jobs wrote. */
export const outputTables: readonly string[] = [
  `CREATE TABLE cf_job_artifacts (
    job_id INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('output', 'quarantine', 'log', 'other')),
    name TEXT,
    uri TEXT NOT NULL,
    table_name TEXT,
    rows INTEGER,
    created_at INTEGER NOT NULL,
    UNIQUE (job_id, kind, name, uri)
  )`,
  'CREATE INDEX ix_job_artifacts_job ON cf_job_artifacts(job_id)',
  `CREATE TABLE cf_output_materializations (
    materialization_key TEXT PRIMARY KEY,
    output_name TEXT NOT NULL,
    sink_uri TEXT NOT NULL,
    sink_mode TEXT NOT NULL,
    table_name TEXT,
    status TEXT NOT NULL CHECK (status IN ('success', 'partial_success', 'no_data')),
    rows INTEGER,
    job_id INTEGER NOT NULL,
    created_at INTEGER NOT NULL
  )`,
];

/** The tables beside the queue in version D. */
const sideTables: readonly string[] = [
  'CREATE TABLE cf_meta (key TEXT PRIMARY KEY, schema_version INTEGER NOT NULL, updated_at INTEGER)',
  `INSERT INTO cf_meta (key, schema_version, updated_at) VALUES ('schema', 5, 1768300000000)`,
  ...outputTables,
  `CREATE TABLE cf_job_schema_mismatch (
    id INTEGER PRIMARY KEY,
    job_id INTEGER NOT NULL,
    output_name TEXT NOT NULL,
    mismatch_kind TEXT NOT NULL,
    expected_name TEXT,
    actual_name TEXT,
    expected_type TEXT,
    actual_type TEXT,
    expected_index INTEGER,
    actual_index INTEGER,
    created_at INTEGER NOT NULL
  )`,
  'CREATE INDEX ix_schema_mismatch_job ON cf_job_schema_mismatch(job_id)',
  `CREATE TABLE cf_quarantine (
    id INTEGER PRIMARY KEY,
    job_id INTEGER NOT NULL,
    row_index INTEGER NOT NULL,
    error_reason TEXT NOT NULL,
    raw_data BLOB,
    created_at INTEGER NOT NULL
  )`,
  'CREATE INDEX ix_quarantine_job ON cf_quarantine(job_id)',
  `CREATE TABLE cf_dead_letter (
    id INTEGER PRIMARY KEY,
    original_job_id INTEGER NOT NULL,
    file_id INTEGER,
    input_file TEXT,
    plugin_name TEXT NOT NULL,
    error_message TEXT,
    retry_count INTEGER NOT NULL,
    moved_at INTEGER NOT NULL,
    reason TEXT NOT NULL
  )`,
  `CREATE TABLE cf_parser_health (
    parser_name TEXT PRIMARY KEY,
    total_executions INTEGER NOT NULL DEFAULT 0,
    successful_executions INTEGER NOT NULL DEFAULT 0,
    consecutive_failures INTEGER NOT NULL DEFAULT 0,
    last_failure_reason TEXT,
    paused_at INTEGER
  )`,
  `CREATE TABLE cf_pipeline_runs (
    id TEXT PRIMARY KEY,
    pipeline_id TEXT NOT NULL,
    logical_date TEXT NOT NULL,
    status TEXT NOT NULL,
    started_at INTEGER,
    completed_at INTEGER
  )`,
  'CREATE TABLE scout_files (id INTEGER PRIMARY KEY, source_id TEXT, path TEXT, rel_path TEXT)',
];

/**
 * The statements that make an empty database of each version: the queue and its index, as the workers make them.
 */
export const versions: Readonly<Record<DatabaseVersion, readonly string[]>> = {
  A: [
    `CREATE TABLE cf_processing_queue (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      file_version_id INTEGER,
      plugin_name TEXT,
      config_overrides TEXT,
      status TEXT DEFAULT 'PENDING',
      priority INTEGER DEFAULT 0,
      worker_host TEXT,
      worker_pid INTEGER,
      claim_time TEXT,
      end_time TEXT,
      result_summary TEXT,
      error_message TEXT,
      retry_count INTEGER DEFAULT 0
    )`,
    index,
  ],
  B: [
    `CREATE TABLE cf_processing_queue (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      file_version_id INTEGER,
      plugin_name TEXT,
      status TEXT DEFAULT 'QUEUED',
      priority INTEGER DEFAULT 0,
      retry_count INTEGER DEFAULT 0,
      error_message TEXT,
      worker_id TEXT,
      claim_time TEXT,
      heartbeat_time TEXT,
      created_at TEXT DEFAULT (datetime('now')),
      completed_at TEXT,
      output_path TEXT
    )`,
    index,
  ],
  C: [`CREATE TABLE cf_processing_queue (${columnsOfC})`, index],
  D: [
    `CREATE TABLE cf_processing_queue (${columnsOfC},
      lease_token TEXT,
      lease_owner TEXT,
      lease_expires_at INTEGER,
      dispatch_ack_at INTEGER
    )`,
    index,
    ...sideTables,
  ],
};

/** Columns of behaviour 9.2 and of the migration; those that a version has already are left out by the caller. */
const addedColumns: Readonly<Record<Additions, readonly string[]>> = {
  none: [],
  some: [`job_type TEXT DEFAULT 'PARSE'`, 'items_processed INTEGER DEFAULT 0', 'updated_at TEXT'],
  all: [
    `job_type TEXT DEFAULT 'PARSE'`,
    'progress_pct INTEGER DEFAULT 0',
    'items_processed INTEGER DEFAULT 0',
    'items_total INTEGER DEFAULT 0',
    'backtest_data TEXT',
    'updated_at TEXT',
    'plugin_version TEXT',
    'output_path TEXT',
    'output_size_bytes INTEGER',
    'items_failed INTEGER',
  ],
};

const metrics = `CREATE TABLE cf_job_metrics (
  id INTEGER PRIMARY KEY,
  job_id INTEGER NOT NULL,
  metric_time TEXT DEFAULT (datetime('now')),
  rows_per_second REAL,
  bytes_per_second INTEGER,
  queue_depth INTEGER
)`;

const addedTables: Readonly<Record<Additions, readonly string[]>> = {
  none: [],
  some: [metrics],
  all: [
    metrics,
    `CREATE TABLE cf_sink_stats (
      id INTEGER PRIMARY KEY,
      sink_uri TEXT NOT NULL,
      recorded_at TEXT DEFAULT (datetime('now')),
      total_rows INTEGER DEFAULT 0,
      total_bytes INTEGER DEFAULT 0,
      write_latency_ms INTEGER,
      error_count INTEGER DEFAULT 0,
      output_name TEXT
    )`,
    `CREATE TABLE cf_job_failures (
      id INTEGER PRIMARY KEY,
      job_id INTEGER NOT NULL,
      error_type TEXT,
      error_message TEXT,
      stack_trace TEXT,
      line_number INTEGER,
      context TEXT,
      file_path TEXT,
      earlier_attempt INTEGER
    )`,
    `CREATE TABLE cf_job_logs (
      job_id INTEGER PRIMARY KEY,
      log_text BLOB,
      created_at TEXT DEFAULT CURRENT_TIMESTAMP
    )`,
    'CREATE INDEX idx_jobs_updated ON cf_processing_queue(updated_at DESC)',
  ],
};

/** The catalogue that leads from a job to its source file and its parser's version. */
export const catalogue: readonly string[] = [
  'CREATE TABLE cf_source_root (id INTEGER PRIMARY KEY AUTOINCREMENT, path TEXT NOT NULL UNIQUE)',
  `CREATE TABLE cf_file_location (
    id INTEGER PRIMARY KEY AUTOINCREMENT, source_root_id INTEGER NOT NULL, rel_path TEXT NOT NULL
  )`,
  `CREATE TABLE cf_file_version (
    id INTEGER PRIMARY KEY AUTOINCREMENT, location_id INTEGER NOT NULL, content_hash TEXT, size_bytes INTEGER
  )`,
  `CREATE TABLE cf_plugin_manifest (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    plugin_name TEXT NOT NULL,
    version TEXT NOT NULL,
    source_code TEXT,
    status TEXT DEFAULT 'ACTIVE',
    created_at TEXT DEFAULT CURRENT_TIMESTAMP,
    deployed_at TEXT,
    UNIQUE (plugin_name, version)
  )`,
];

/** All statements that make an empty database of a version with the given additions. */
export function tablesOf(version: DatabaseVersion, additions: Additions): string[] {
  const present = version === 'B' ? ['output_path'] : [];
  return [
    ...versions[version],
    ...addedColumns[additions]
      .filter((column) => !present.some((name) => column.startsWith(`${name} `)))
      .map((column) => `ALTER TABLE cf_processing_queue ADD COLUMN ${column}`),
    ...addedTables[additions],
  ];
}
