import type { Job } from '../../lib/model/job.js';
import type { Dialect } from '../../lib/schema/queue-folder.js';

/** The time of everything in a scene, ms: 2026-01-13T10:26:40Z. */
export const now = 1_768_300_000_000;

/** A job as the dashboard shows it, as far as a scene says. */
type Shown = Partial<Job> & Pick<Job, 'status'>;

/** Another program's tables, and what has to be shown of them. */
export interface QueueScene {
  /** The queue's name: that of its folder. */
  readonly name: string;
  /** Statements that make the tables and their rows, for each database that the queue may be in. */
  readonly make: Readonly<Partial<Record<'sqlite' | 'postgres', string>>>;
  /** A value that the first job's arguments have, by its name. */
  readonly args: readonly [path: string, value: string | number];
  /** Every job, by its id. */
  readonly jobs: Readonly<Record<string, Shown>>;
  /** How many failures have each cause, by its text. */
  readonly causes: Readonly<Record<string, number>>;
  /** How often the first job is tried at most, where that is recorded. */
  readonly most?: number;
  /** Earlier attempts at some jobs, the newest first: their numbers from 0, and why they failed. */
  readonly attempts?: Readonly<Record<string, readonly (readonly [number, string])[]>>;
  /** A process without a job, whose heartbeat is {@link now}. */
  readonly idle?: string;
  /** Whether the id of a failed job is that of its failure: then it can't have moved on and still be there. */
  readonly isOfFailure?: true;
  /** What actions leave in the queue's own tables. */
  readonly actions?: readonly QueueDeed[];
}

/** A value that depends on the database. */
export type InEach<T> = T | Readonly<Record<Dialect, T>>;

/** What such a value is in one of them. */
export function inDialect<T>(value: InEach<T>, dialect: Dialect): T {
  const isEach = typeof value === 'object' && value !== null && dialect in value;
  return isEach ? (value as Readonly<Record<Dialect, T>>)[dialect] : (value as T);
}

/** An action on one job of a scene. */
export interface QueueDeed {
  readonly action: 'retry' | 'cancel';
  readonly id: string;
  /** What the operator is told; a part of it. */
  readonly says: InEach<string>;
  /**
   * All that it leaves otherwise, in any table, a row each: `TABLE ID: COLUMN from BEFORE to AFTER, …` for one that is
   * changed, `TABLE ID is gone`, or `TABLE ID is new: COLUMN VALUE, …`. `now` is the time of the action. Default: nothing.
   */
  readonly leaves?: InEach<readonly string[]>;
  /** What is sent to which channel of PostgreSQL, `SCHEMA` being the queue's; default: nothing. */
  readonly notified?: readonly [channel: string, payload: object];
  /** Whether the job is as it was seen afterwards, so that the action can be done once more. */
  readonly again?: boolean;
}
