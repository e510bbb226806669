import type { QueueScene } from '../scene.js';

const columns =
  'workflow_uuid, status, name, queue_name, priority, executor_id, created_at, updated_at, started_at_epoch_ms, completed_at, error';

/** Workflows as DBOS writes them: all times are milliseconds. */
const rows = `
  INSERT INTO workflow_status (${columns}) VALUES
    ('w-1', 'ENQUEUED', 'send', 'mail', 3, '', 1768299000000, 1768299000000, NULL, NULL, NULL),
    ('w-2', 'PENDING', 'send', 'mail', 0, 'local', 1768299000000, 1768299500000, 1768299400000, NULL, NULL),
    ('w-3', 'SUCCESS', 'send', NULL, 0, 'local', 1768299000000, 1768299500000, 1768299400000, 1768299500000, NULL),
    ('w-4', 'ERROR', 'send', 'mail', 0, 'local', 1768299000000, 1768299500000, 1768299400000, 1768299500000,
      '{"name":"Error","message":"no route to host 7","stack":"Error: no route to host 7\\n    at send (/srv/mail.js:3:5)"}'),
    ('w-5', 'MAX_RECOVERY_ATTEMPTS_EXCEEDED', 'send', 'mail', 0, 'local', 1768299000000, 1768299500000, 1768299400000, 1768299500000, NULL),
    ('w-6', 'CANCELLED', 'send', 'mail', 0, 'local', 1768299000000, 1768299500000, 1768299400000, 1768299500000, NULL);`;

const tables = (int: string) => `
  CREATE TABLE workflow_status (workflow_uuid TEXT PRIMARY KEY, status TEXT, name TEXT, class_name TEXT, queue_name TEXT,
    priority INTEGER NOT NULL DEFAULT 0, executor_id TEXT, created_at ${int} NOT NULL, updated_at ${int} NOT NULL,
    started_at_epoch_ms ${int}, completed_at ${int}, error TEXT, recovery_attempts ${int} DEFAULT 0,
    workflow_deadline_epoch_ms ${int}, inputs TEXT DEFAULT '{"json":[42]}', deduplication_id TEXT, owner_xid TEXT);
  CREATE TABLE operation_outputs (workflow_uuid TEXT NOT NULL, function_id INTEGER NOT NULL, function_name TEXT NOT NULL,
    output TEXT, error TEXT, PRIMARY KEY (workflow_uuid, function_id));
  ${rows}
  INSERT INTO operation_outputs VALUES ('w-2', 0, 'one', NULL, NULL), ('w-2', 1, 'two', NULL, NULL);
  UPDATE workflow_status SET workflow_deadline_epoch_ms = 1, deduplication_id = 'd-' || workflow_uuid, owner_xid = 'x',
    recovery_attempts = 1 WHERE workflow_uuid IN ('w-1', 'w-2', 'w-6');`;

export const dbos: QueueScene = {
  name: 'dbos',
  make: { sqlite: tables('INTEGER'), postgres: tables('BIGINT') },
  args: ['args.json[0]', 42],
  jobs: {
    'w-1': { status: 'queued', name: 'send', typeText: 'mail', priority: 3 },
    'w-2': { status: 'running', startedAt: 1768299400000, workerHost: 'local', itemsNoun: 'step' },
    'w-3': { status: 'complete', completedAt: 1768299500000 },
    'w-4': { status: 'failed' },
    'w-5': { status: 'failed' },
    'w-6': { status: 'cancelled' },
  },
  causes: { 'Error: no route to host <n>': 1, 'Recovered too often': 1 },
  actions: [
    {
      action: 'retry',
      id: 'w-6',
      says: 'Job w-6 is queued again',
      leaves: [
        'workflow_status w-6: status from CANCELLED to ENQUEUED, queue_name from mail to _dbos_internal_queue, updated_at from 1768299500000 to now, started_at_epoch_ms from 1768299400000 to null, completed_at from 1768299500000 to null, recovery_attempts from 1 to 0, workflow_deadline_epoch_ms from 1 to null, deduplication_id from d-w-6 to null, owner_xid from x to null',
      ],
    },
    {
      action: 'cancel',
      id: 'w-1',
      says: 'Cancelled job w-1',
      leaves: [
        'workflow_status w-1: status from ENQUEUED to CANCELLED, queue_name from mail to null, updated_at from 1768299000000 to now, completed_at from null to now, deduplication_id from d-w-1 to null, owner_xid from x to null',
      ],
    },
    {
      action: 'cancel',
      id: 'w-2',
      says: 'Cancelled job w-2',
      leaves: [
        'workflow_status w-2: status from PENDING to CANCELLED, queue_name from mail to null, updated_at from 1768299500000 to now, started_at_epoch_ms from 1768299400000 to null, completed_at from null to now, deduplication_id from d-w-2 to null, owner_xid from x to null',
      ],
    },
  ],
};
