import type { RowsDone, SeenJob } from '../../../lib/actions/action.js';

/** One change of a job's status, as a trigger in the database wrote it down, whoever made it. */
export interface AuditRow {
  readonly seq: number;
  readonly job: number;
  /** Null: the job is new. */
  readonly old: string | null;
  readonly new: string;
  readonly oldRetries: number | null;
  readonly newRetries: number;
}

/** What a worker was told is committed: the row of the audit that it saw its change in. */
export type Acknowledgement = Pick<AuditRow, 'seq' | 'job' | 'new' | 'newRetries'>;

/** One action and what it said, between two looks at the audit. */
export interface ActionRecord {
  readonly action: 'retry' | 'cancel' | 'stop' | 'retry-all';
  /** None for retry-all. */
  readonly jobs: readonly SeenJob[];
  readonly result: RowsDone;
  /** The last row of the audit before it began, and after it had ended. */
  readonly before: number;
  readonly after: number;
}

/** Makes the audit: a table, and triggers that every connection runs. */
export const audit: readonly string[] = [
  `CREATE TABLE audit (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, job INTEGER, old TEXT, new TEXT, oldRetries INTEGER, newRetries INTEGER
  )`,
  `CREATE TRIGGER audit_insert AFTER INSERT ON cf_processing_queue BEGIN
    INSERT INTO audit (job, new, newRetries) VALUES (NEW.id, NEW.status, NEW.retry_count);
  END`,
  `CREATE TRIGGER audit_update AFTER UPDATE OF status ON cf_processing_queue BEGIN
    INSERT INTO audit (job, old, new, oldRetries, newRetries)
    VALUES (NEW.id, OLD.status, NEW.status, OLD.retry_count, NEW.retry_count);
  END`,
];

/** The audit's last row so far. */
export const lastOfAudit = 'SELECT COALESCE(max(seq), 0) AS seq FROM audit';
