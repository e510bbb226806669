import { accessSync, constants, statSync } from 'node:fs';
import {
  type Addition,
  additionsIn,
  isOutdated,
  isPresent,
  leftoversIn,
  type PresentSchema,
} from '../../actions/present-schema.js';
import { errorInBrief } from '../../causes/error.js';
import { type QueueKind, queuePathOf } from '../../model/limits.js';
import { bad, type Finding, good, note } from '../../model/problem.js';
import { queryIndexes } from '../../schema/indexes.js';
import { queueNames, recognisedText, severalFindings } from '../../schema/known-queues.js';
import { sqlNames } from '../../schema/sql-files.js';
import { sqlText, tableColumns } from '../../schema/statement.js';
import { readDatabaseHeader } from '../../snapshot/files/database-header.js';
import { type DatabasePaths, resolvePaths } from '../../snapshot/files/database-paths.js';
import { nodeSystem } from '../../snapshot/files/node-system.js';
import { OpenedFile } from '../../snapshot/files/opened-file.js';
import { ReadFailure } from '../../snapshot/files/read-failure.js';
import type { DatabaseResult, LiveDatabase } from '../../snapshot/live-database.js';
import type { Queryable } from '../../snapshot/port.js';
import { type LostLetters, lettersLookedAt, readLostLetters } from '../../snapshot/queries/lost-letters.js';
import { foreign } from '../../snapshot/queries/read-picture.js';
import { readShape } from '../../snapshot/tables/database-shape.js';
import { bytesText, countText } from '../../view/format/numbers.js';
import { instantText, utcZone } from '../../view/format/times.js';
import { patiently } from '../patiently.js';
import { oneShot } from '../write-out.js';
import { clean, problemFinding } from './finding.js';

/**
 * The dead letters that the screen can't show, because their jobs are gone; empty where every letter still has its
 * job.
 */
function lettersFinding(letters: LostLetters | null): readonly Finding[] {
  if (letters === null) return [];
  const { lost, letters: all } = letters;
  const among = all < lettersLookedAt ? countText(all) : `the newest ${countText(all)}`;
  const are = lost === 1 ? 'is of a job that is' : 'are of jobs that are';
  const where = `${countText(lost)} of ${among} ${are} no longer in the queue, and so not in the list`;
  return [note('dead letters', `${where}; the newest: ${newestText(letters)}`)];
}

/** `job 99, fix_parser, /in/a.csv, 2026-01-13 10:38:15 UTC: what went wrong`. */
function newestText({ jobId, parser, file, movedAt, error }: LostLetters): string {
  const parts = [jobId === null ? '' : `job ${clean(jobId)}`, clean(parser ?? ''), clean(file ?? '')];
  const text = [...parts, instantText(movedAt, utcZone)].filter((part) => part !== '').join(', ');
  const brief = clean(errorInBrief(error ?? '', null).error);
  return brief === '' ? text : `${text}: ${brief}`;
}

/** What a database has, read from a snapshot. Virtual tables are left out: their modules aren't loaded here. */
function presentIn(database: Queryable): PresentSchema {
  const columns = database.all(
    `SELECT lower(m.name) AS table_name, lower(c.name) AS column_name
     FROM sqlite_schema AS m, pragma_table_info(m.name) AS c WHERE m.type = 'table' AND m.rootpage > 0`,
  );
  const made = database.all(
    `SELECT lower(name) AS name, coalesce(sql, '') AS sql FROM sqlite_schema WHERE type IN ('index', 'trigger')`,
  );
  return {
    columns: tableColumns(columns),
    made: new Map(made.map(({ name, sql }) => [String(name), String(sql)])),
  };
}

/** Whether the queue is of a known version, told by its own columns, which no migration adds. */
function isKnownQueue(queue: ReadonlySet<string>): boolean {
  return (
    ['worker_id', 'lease_owner', 'file_id'].some((column) => queue.has(column)) ||
    (queue.has('file_version_id') && queue.has('worker_host'))
  );
}

const plurals: Readonly<Record<Addition['kind'], readonly [one: string, more: string]>> = {
  column: ['column', 'columns'],
  table: ['table', 'tables'],
  index: ['index', 'indexes'],
  trigger: ['trigger', 'triggers'],
};

/**
 * What the migration would add, by kind: `columns job_type, cf_sink_stats.output_name; table cf_job_logs`. Empty
 * if there is nothing to add.
 */
function missingText(present: PresentSchema): string {
  const missing = additions(present).filter(
    (addition) => !isPresent(addition, present) || isOutdated(addition, present),
  );
  const kinds = Object.keys(plurals) as Addition['kind'][];
  return kinds
    .map((kind) => ({ kind, names: missing.filter((one) => one.kind === kind).map(shortName) }))
    .filter(({ names }) => names.length > 0)
    .map(({ kind, names }) => `${plurals[kind][names.length === 1 ? 0 : 1]} ${names.join(', ')}`)
    .join('; ');
}

/**
 * What an earlier version of this program left behind, slowing down workers: `index ix_jobs_view_status`. Empty if
 * there is nothing.
 */
function leftoverText(present: PresentSchema): string {
  return leftoversIn(present)
    .map(({ kind, name }) => `${kind} ${name}`)
    .join(', ');
}

/** Most columns are the queue's, so its name is left out. */
function shortName({ name }: Addition): string {
  return name.replace(/^cf_processing_queue\./, '');
}

/** For a table that is missing altogether, its columns aren't listed. */
function additions(present: PresentSchema): readonly Addition[] {
  const all = sqlNames('migrations')
    .map(sqlText)
    .flatMap(additionsIn)
    .filter(({ kind, name }) => kind !== 'column' || present.columns.has(name.split('.')[0] ?? ''));
  return [...all, ...queryIndexes(present.columns).flatMap(({ sql }) => additionsIn(sql))];
}

/** What was found out about a database, and whether it has a queue that could be written to. */
export interface DatabaseFindings {
  readonly findings: readonly Finding[];
  readonly hasJobs: boolean;
}

/**
 * What kind of database it is, and its state; it is shown by this name. Reads it as the dashboard does: without a lock,
 * leaving nothing behind; tries for `timeout` ms while it is written to non-stop.
 */
export async function databaseFindings(
  database: Pick<LiveDatabase, 'path' | 'read'>,
  called: string,
  timeout: number,
): Promise<DatabaseFindings> {
  const { database: path } = queuePathOf(database.path);
  const file = fileFinding(path, called);
  if (file.verdict === 'bad') return { findings: [file], hasJobs: false };
  const reading = await patiently(() => database.read(contentOf), timeout);
  const schema = schemaFinding(reading, path);
  const isView = reading.kind === 'value' && reading.value.isView;
  return {
    findings: [
      file,
      schema,
      ...(reading.kind === 'value' ? severalFindings(reading.value.queues) : []),
      journalFinding(path),
      ...(reading.kind === 'value' ? lettersFinding(reading.value.letters) : []),
    ],
    hasJobs: schema.verdict !== 'bad' && !isView,
  };
}

interface Content {
  readonly present: PresentSchema;
  /** Whether the reader finds jobs in something that is not a table of this file, such as a view. */
  readonly isView: boolean;
  /** The other program's queue that is read; absent: it is ours. */
  readonly queue?: QueueKind;
  /** The names of all queues there, ours first. */
  readonly queues: readonly string[];
  readonly letters: LostLetters | null;
}

function contentOf(database: Queryable): Content {
  const present = presentIn(database);
  const shape = readShape(database);
  const hasQueue = shape.tables.get('cf_processing_queue')?.has('id') === true;
  const { queue } = database;
  const isView = hasQueue && queue === undefined && !present.columns.has('cf_processing_queue');
  // Letters in a view may have no end.
  const isPlain = hasQueue && present.columns.has('cf_dead_letter');
  const queues = queueNames((sql, parameters) => database.all(sql, parameters));
  return {
    present,
    isView,
    queues,
    ...(queue && { queue }),
    letters: isPlain ? readLostLetters(database, shape) : null,
  };
}

function fileFinding(path: string, called: string): Finding {
  const topic = 'database';
  let file: OpenedFile | null = null;
  try {
    const { main } = resolvePaths(nodeSystem, path);
    file = OpenedFile.open(nodeSystem, main);
    if (file === null) throw new ReadFailure('missing', path);
    readDatabaseHeader(file);
    const link = main === path || called !== path ? '' : `, which is ${clean(main)}`;
    const may = allows(main, constants.W_OK) ? 'readable and writable' : 'readable, not writable';
    const size = bytesText(file.size());
    return good(topic, `${clean(called)}${link}: ${size}, ${may}`);
  } catch (error) {
    const { sentence, advice } = oneShot(ReadFailure.fromSystem(error, path).toProblem());
    return bad(topic, `${clean(called)}: ${sentence} ${advice}`);
  } finally {
    file?.close();
  }
}

function schemaFinding(reading: DatabaseResult<Content>, path: string): Finding {
  const topic = 'schema';
  if (reading.kind === 'problem') return problemFinding(topic, reading.problem);
  if (reading.value.isView) return note(topic, 'the queue is a view: it is shown, and cannot be written to');
  const { queue: other } = reading.value;
  if (other !== undefined) return good('queue', recognisedText(other));
  const queue = reading.value.present.columns.get('cf_processing_queue');
  if (!queue?.has('id')) {
    const { sentence, advice } = oneShot(foreign(path, queue !== undefined));
    return bad(topic, `${sentence} ${advice}`);
  }
  const missing = missingText(reading.value.present);
  const form = isKnownQueue(queue) ? '' : 'the queue is of no form that this program knows; ';
  const leftovers = leftoverText(reading.value.present);
  if (leftovers !== '') {
    return note(
      topic,
      `${form}an earlier version of this program left ${leftovers}, which slow workers down; to remove them: jobs-view migrate PATH`,
    );
  }
  if (missing === '') {
    const text = `${form}complete: it has every table and column that this program can show`;
    return good(topic, text);
  }
  return note(
    topic,
    `${form}it works, and lacks ${missing}: what they would hold is not shown; to add them: jobs-view migrate PATH`,
  );
}

/**
 * Asks the header and the files beside it, never SQLite itself, which would write when it opens a WAL database.
 */
function journalFinding(path: string): Finding {
  const topic = 'journal mode';
  let file: OpenedFile | null = null;
  try {
    const paths = resolvePaths(nodeSystem, path);
    file = OpenedFile.open(nodeSystem, paths.main);
    if (file === null) throw new ReadFailure('missing', path);
    const mode = readDatabaseHeader(file).wantsWal ? 'WAL' : 'rollback journal';
    return good(topic, `${mode}; ${besideText(paths)}`);
  } catch (error) {
    const { sentence } = ReadFailure.fromSystem(error, path).toProblem();
    return note(topic, sentence);
  } finally {
    file?.close();
  }
}

function besideText({ wal, sharedMemory, journal }: DatabasePaths): string {
  const beside = [
    ['-wal', wal],
    ['-shm', sharedMemory],
    ['-journal', journal],
  ] as const;
  const found = beside.flatMap(([ending, path]) => {
    const status = statSync(path, { throwIfNoEntry: false });
    return status === undefined ? [] : [`${ending} (${bytesText(status.size)})`];
  });
  return found.length === 0 ? 'no files beside it' : `beside it: ${found.join(', ')}`;
}

function allows(path: string, mode: number): boolean {
  try {
    accessSync(path, mode);
    return true;
  } catch {
    return false;
  }
}
