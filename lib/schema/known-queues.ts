import { ownQueue, ownQueuesFolder, type QueueKind } from '../model/limits.js';
import { type Finding, good } from '../model/problem.js';
import { wordList } from '../model/text.js';
import { otherWriters } from '../other-writers.js';
import { type QueueFault, type QueueFolder, readQueueFolder } from './queue-folder.js';
import { filesAmong, filesUnder, type SqlFiles, sqlFiles } from './sql-files.js';
import { statement, type TableColumns, tableColumns } from './statement.js';

/** The queues whose rows can be shown, and what is wrong with folders that can't be used. */
interface KnownQueues {
  /** In the order in which they are looked for. */
  readonly folders: readonly QueueFolder[];
  /** Each with the path of its file. */
  readonly faults: readonly (QueueFault & { readonly folder: string })[];
}

/** The column that a folder's file sets to true in its header to be trusted with writes. */
const trusting = /^-- trust: *true *$/m;

/** Why a folder isn't trusted that says it is. */
function sharedSentence(writers: string): string {
  return `only its owner may be able to change a trusted folder, but this one can be changed by ${writers}: chmod -R go-w, in a folder of your own`;
}

/** All queues that come with the program, and those of an operator's own, in `FOLDER/NAME/`, which come first. */
export function queuesIn(own: string | null, shipped: SqlFiles = sqlFiles): KnownQueues {
  const folders: QueueFolder[] = [];
  const faults: (QueueFault & { readonly folder: string })[] = [];
  const add = (files: SqlFiles, root: string, isOwn: boolean) => {
    for (const name of files.folders(root)) {
      const path = root === '' ? name : `${root}/${name}`;
      const texts = new Map(
        files.names(path).map((file) => [file.slice(path.length + 1), files.text(file)] as const),
      );
      const main = texts.get('queue') ?? '';
      const trust = isOwn ? trusting.exec(main) : null;
      if (isOwn) texts.set('queue', main.replace(trusting, '-- note:'));
      const written =
        trust === null
          ? []
          : [`${own}`, `${own}/${name}`, ...files.names(path).map((file) => `${own}/${file}.sql`)];
      const writers = written.flatMap((each) => otherWriters(each) ?? [])[0];
      const read =
        trust === null || writers === undefined
          ? readQueueFolder(name, texts, !isOwn || trust !== null)
          : [
              {
                file: 'queue.sql',
                line: main.slice(0, trust.index).split('\n').length,
                sentence: sharedSentence(writers),
              },
            ];
      if ('kind' in read) folders.push(read);
      else faults.push(...read.map((fault) => ({ ...fault, folder: isOwn ? `${own}/${name}` : path })));
    }
  };
  if (own !== null) {
    try {
      add(filesUnder(folderUrl(own)), '', true);
    } catch (error) {
      // Whatever hinders this user from reading their own queues, the shipped ones are there.
      const sentence = error instanceof Error ? error.message : String(error);
      faults.push({ folder: own, file: '', line: 1, sentence });
    }
  }
  add(shipped, 'queues', false);
  return { folders, faults };
}

/** Those of the queues that a database has, by the columns of its tables. */
export function recognised(
  { folders }: Pick<KnownQueues, 'folders'>,
  tables: TableColumns,
): readonly QueueFolder[] {
  return folders.filter(({ needs }) =>
    [...needs].every(([table, columns]) => columns.every((column) => tables.get(table)?.has(column))),
  );
}

/** The names of all tables that some queue has. */
export function tablesOf({ folders }: Pick<KnownQueues, 'folders'>): readonly string[] {
  return [...new Set(folders.flatMap(({ columns }) => [...columns.keys()]))];
}

/** The statements that make a queue's rows look like ours, for one database: views that live as long as the connection. */
export function viewsOf(
  { kind, views, columns, rows }: QueueFolder,
  tables: TableColumns,
): readonly string[] {
  const turned = kind.lowestFirst ? 'SELECT theirs.*, 1 AS lowest_first FROM' : 'SELECT theirs.* FROM';
  return [...views].map(
    ([view, sql]) =>
      `CREATE TEMP VIEW ${view} AS ${view === 'cf_processing_queue' ? turned : 'SELECT theirs.* FROM'} (${sql.replace(/\bknown\.(\w+)/g, (_, table: string) => known(table))}) AS theirs`,
  );

  function known(table: string): string {
    const present = tables.get(table);
    const each = (columns.get(table) ?? []).map((column) =>
      present?.has(column) ? `"${column}"` : `NULL AS "${column}"`,
    );
    if (present !== undefined && table === rows?.table && rows.id !== null) each.push('rowid AS row_number');
    return present === undefined
      ? `(SELECT ${each.join(', ')} WHERE 0)`
      : `(SELECT ${each.join(', ')} FROM main."${table}")`;
  }
}

function folderUrl(path: string): URL {
  return new URL(`file://${path.split('/').map(encodeURIComponent).join('/')}/`);
}

let all: KnownQueues | undefined;

/** The queues that this process knows: read once, when they are needed first. */
export function allQueues(): KnownQueues {
  all ??= queuesIn(ownQueuesFolder(process.env));
  return all;
}

/** What is wrong with an operator's own queues, a line for each fault: `PATH/queue.sql:4: …`. */
export function faultsOfOwn(environment: NodeJS.ProcessEnv): readonly string[] {
  const { faults } = queuesIn(ownQueuesFolder(environment), filesAmong({}));
  // A folder that this user can't read doesn't hinder a start: its queues are just not known.
  return faults.flatMap(({ folder, file, line, sentence }) =>
    file === '' ? [] : [`${folder}/${file}:${line}: ${sentence}`],
  );
}

/** `Oban, River and pg-boss`: whose rows can be shown. */
export function knownTitles(): string {
  const titles = allQueues().folders.map(({ kind }) => kind.title);
  return wordList(titles, 'and');
}

/** Thrown where a database has other queues than the one that was asked for. */
export class UnknownQueue extends Error {
  /** `there`: the names of those that it has. */
  constructor(chosen: string, there: readonly string[]) {
    super(noSuchQueue(chosen, there));
  }
}

/** `There is no queue "rivver" in this database, but oban and river.` */
export function noSuchQueue(chosen: string, there: readonly string[]): string {
  return `There is no queue "${chosen}" in this database, but ${wordList(there, 'and')}.`;
}

/** `River, by the columns of its tables, which were checked against v0.43.0`. */
export function recognisedText({ title, checked }: Pick<QueueKind, 'title' | 'checked'>): string {
  return `${title}, by the columns of its tables, which were checked against ${checked}`;
}

/** What there is to say of a database with several queues; nothing of one with a single one. */
export function severalFindings(names: readonly string[]): readonly Finding[] {
  const text = `${names.join(', ')}: all are shown in one list; --queue NAME shows one of them`;
  return names.length < 2 ? [] : [good('queues', text)];
}

/** The names of all queues in a database of SQLite, ours first. */
export function queueNames(run: Run): readonly string[] {
  return namesOf(run, queuesInside(run).found);
}

function namesOf(run: Run, found: readonly QueueFolder[]): readonly string[] {
  const own = run(ownTable).length > 0 ? [ownQueue] : [];
  return [...own, ...found.map(({ kind }) => kind.name)];
}

/** Runs one statement of SQLite's on a connection, and returns its rows. */
type Run = (
  sql: string,
  parameters?: Readonly<Record<string, string>>,
) => readonly Readonly<Record<string, unknown>>[];

const othersTables =
  "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND lower(name) NOT GLOB 'cf_*' AND name NOT GLOB 'sqlite_*' LIMIT 1";
const ownTable = "SELECT 1 FROM sqlite_schema WHERE lower(name) = 'cf_processing_queue' LIMIT 1";

/** The other programs' queues in a database of SQLite, with the columns of their tables. */
export function queuesInside(run: Run): {
  readonly found: readonly QueueFolder[];
  readonly tables: TableColumns;
} {
  const known = allQueues();
  const parameters = { ':tables': JSON.stringify(tablesOf(known)), ':numbered': '[]' };
  const tables = tableColumns(run(statement('queries/tables', new Map()), parameters));
  return { found: recognised(known, tables), tables };
}

/** A queue whose rows stand for ours. */
interface PresentQueue extends QueueFolder {
  /** The columns of the tables that it has. */
  readonly tables: TableColumns;
}

/** What each row of a queue is made of, by its folder: a row of one table, and the tables beside it; empty if it isn't. */
export function rowsIn({ rows, columns, tables }: PresentQueue) {
  if (rows === null) return {};
  const { table: main, id } = rows;
  const beside = new Map(
    [...columns].flatMap(([table, known]): [string, readonly string[]][] => {
      const there = known.filter((column) => tables.get(table)?.has(column));
      return table === main || there.length === 0 ? [] : [[table, there]];
    }),
  );
  return { rowsOf: { table: main, beside, id } };
}

/** A queue that is presented, and the names of all in its database where there are several and none was chosen. */
interface Presented {
  /** Absent: it is ours, or there is none. */
  readonly queue?: PresentQueue;
  readonly names?: readonly string[];
}

/**
 * Has the rows of another program's queue stand for ours, by views that only this connection has; nothing in a database
 * with a queue of ours, unless another one is `chosen` by its name. Returns which queue it is.
 */
export function presentQueue(run: Run, chosen: string | null): Presented {
  if ((chosen ?? ownQueue) === ownQueue && run(ownTable).length > 0) {
    // SQLite knows our tables' names without reading more than the schema.
    const hasOthers = chosen === null && run(othersTables).length > 0;
    const names = hasOthers ? namesOf(run, queuesInside(run).found) : [];
    return names.length > 1 ? { names } : {};
  }
  const { found, tables } = queuesInside(run);
  const queue = found.find(({ kind }) => chosen === null || kind.name === chosen);
  const there = chosen !== null && queue === undefined ? namesOf(run, found) : [];
  if (chosen !== null && there.length > 0) throw new UnknownQueue(chosen, there);
  if (queue === undefined) return {};
  for (const view of viewsOf(queue, tables)) run(view);
  const others = found.filter((each) => each !== queue).map(({ kind }) => kind.title);
  if (chosen !== null || others.length === 0) return { queue: { ...queue, tables } };
  const { retention } = queue.kind;
  const unseen = `the jobs of ${others.join(' and ')} in this database are not shown`;
  const kind = { ...queue.kind, retention: retention === null ? unseen : `${unseen}; ${retention}` };
  return { queue: { ...queue, tables, kind }, names: found.map((each) => each.kind.name) };
}
