import { type JobStatus, jobStatuses } from '../model/job.js';
import { type QueueAction, type QueueKind, type QueueLack, queueLacks } from '../model/limits.js';
import { nearest } from '../nearest.js';
import { bare } from './statement.js';

/** A fault in a queue's folder, found before anything of it is used. */
export interface QueueFault {
  /** The file's name within the folder, such as `queue.sql`. */
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  readonly sentence: string;
}

/** The databases in which a queue may be. */
export type Dialect = 'sqlite' | 'postgres';

/** One statement of an action. */
export interface ActionStep {
  /**
   * `refuse`: if it returns a row, the job is left alone, because of `sentence`. `guard`: the job has moved on unless it
   * returns a row, whose columns are parameters of what follows. `then`: anything else, such as a notification.
   */
  readonly kind: 'refuse' | 'guard' | 'then';
  readonly sql: string;
  /** Why it is refused; `{id}` stands for the job's id. After ` | `, a command that does it. */
  readonly sentence: string;
}

/** A kind of queue, as its folder describes it. */
export interface QueueFolder {
  readonly kind: QueueKind;
  /** Whether it is one of those that come with the program, or may act as if it were. */
  readonly mayAct: boolean;
  /** By table: the columns by which it is recognised. */
  readonly needs: ReadonlyMap<string, readonly string[]>;
  /** By table: every column that its statements may use; those that aren't there are NULL. */
  readonly columns: ReadonlyMap<string, readonly string[]>;
  /**
   * The table of which each job is a row, its column with the job's id, a text (null: the id is the row's number), and all
   * columns that tell its rows apart then. Null: jobs are made of several rows.
   */
  readonly rows: {
    readonly table: string;
    readonly id: string | null;
    readonly key: readonly string[];
  } | null;
  /** The column of that table whose words say that a job waits or runs, and these words, those of running jobs first. */
  readonly moving: { readonly column: string; readonly words: readonly string[] } | null;
  /** The columns of its tables, without those that only arguments are read from. */
  readonly columnsWithoutArguments: ReadonlyMap<string, readonly string[]>;
  /** By name of one of our tables: the SELECT that stands for it. */
  readonly views: ReadonlyMap<string, string>;
  /** What the queue's own statements do, for each action and dialect. */
  readonly actions: ReadonlyMap<`${QueueAction}.${Dialect}`, readonly ActionStep[]>;
}

/** Which view a file of a folder makes. */
const viewOf: ReadonlyMap<string, string> = new Map([
  ['queue', 'cf_processing_queue'],
  ['failures', 'cf_job_failures'],
  ['attempts', 'cf_job_attempts'],
  ['paused', 'cf_parser_health'],
  ['processes', 'cf_worker_processes'],
]);

const untrusted = 'This queue’s folder isn’t trusted with writes.';
const actionFile = /^(retry|cancel)\.(sqlite|postgres)$/;
const statuses: readonly string[] = ['queued', 'running', 'failed', 'cancelled', 'complete'];
const headerLine = /^-- ([a-z][a-z ]*?): *(.*)$/;
const tableAndColumns = /^(\w+) *\((\w+(?:, *\w+)*)\)$/;

/**
 * A queue's folder from the texts in it, by their names without `.sql`; or what is wrong with it. The header of
 * `queue.sql` says in comments what the queue is, see docs/queues.md.
 */
export function readQueueFolder(
  name: string,
  texts: ReadonlyMap<string, string>,
  mayAct: boolean,
): QueueFolder | readonly QueueFault[] {
  const faults: QueueFault[] = [];
  const fault = (file: string, line: number, sentence: string) =>
    void faults.push({ file: `${file}.sql`, line, sentence });
  const main = texts.get('queue');
  if (main === undefined) return [{ file: 'queue.sql', line: 1, sentence: 'there is no such file' }];
  const header = new Map<string, { readonly line: number; readonly value: string }[]>();
  let last: string | null = null;
  for (const [at, line] of headerOf(main).entries()) {
    const [, key = '', value = ''] = headerLine.exec(line) ?? [];
    const more = /^-- {2,}(\S.*)$/.exec(line)?.[1];
    const before = last === null ? undefined : header.get(last);
    const previous = before?.at(-1);
    if (more !== undefined && before !== undefined && previous !== undefined)
      before[before.length - 1] = { ...previous, value: `${previous.value} ${more}` };
    else if (!headerKeys.has(key) && notedIn(key) === null)
      fault('queue', at + 1, unknownHeader(key || line));
    else {
      last = key;
      header.set(key, [...(header.get(key) ?? []), { line: at + 1, value }]);
    }
  }
  const all = (key: string) => header.get(key) ?? [];
  const one = (key: string): string | null => all(key)[0]?.value ?? null;
  const listOf = <T extends string>(key: string, known: readonly string[]): T[] =>
    all(key).flatMap(({ line, value }) =>
      value.split(/, */).flatMap((word): T[] => {
        if (known.includes(word)) return [word as T];
        fault('queue', line, `“${word}” is none of ${known.join(', ')}`);
        return [];
      }),
    );
  const tables = (keys: readonly string[]) => {
    const found = new Map<string, readonly string[]>();
    for (const { line, value } of keys.flatMap(all)) {
      const [, table, list = ''] = tableAndColumns.exec(value) ?? [];
      if (table === undefined && keys.length > 2) fault('queue', line, 'write TABLE(COLUMN, COLUMN)');
      else if (table !== undefined) found.set(table, [...(found.get(table) ?? []), ...list.split(/, */)]);
    }
    return found;
  };
  for (const key of ['title', 'needs', 'checked'])
    if (header.get(key) === undefined) fault('queue', 1, `it lacks “-- ${key}: …”`);
  const needs = tables(['needs']);
  const columns = tables(['needs', 'may have', 'arguments']);
  const columnsWithoutArguments = tables(['needs', 'may have']);
  const views = new Map<string, string>();
  const actions = new Map<`${QueueAction}.${Dialect}`, readonly ActionStep[]>();
  for (const [file, text] of texts) {
    const view = viewOf.get(file);
    const [, action, dialect] = actionFile.exec(file) ?? [];
    if (view !== undefined)
      views.set(
        view,
        withKnown(text, columns, (line, word) => fault(file, line, word)),
      );
    else if (action !== undefined)
      actions.set(
        `${action as QueueAction}.${dialect as Dialect}`,
        stepsIn(text, (line, word) => fault(file, line, word)),
      );
    else fault(file, 1, 'no queue has such a file');
  }
  const from = {
    retry: listOf<JobStatus>('retry', statuses),
    cancel: listOf<JobStatus>('cancel', statuses),
  };
  const lacks = listOf<QueueLack>('unknown', queueLacks);
  const [{ line: at = 1, value: place = null } = {}] = all('rows');
  const [, table = place ?? '', list = ''] = tableAndColumns.exec(place ?? '') ?? [];
  const key = list.split(/, */).filter(Boolean);
  const id = key[0] ?? null;
  const rows = place === null ? null : { table, id, key };
  if (rows !== null && !needs.has(table)) fault('queue', at, `“needs” doesn't list the table ${table}`);
  for (const column of key)
    if (needs.get(table)?.includes(column) === false)
      fault('queue', at, `“needs” doesn't list the column ${column}`);
  const [{ line: below = 1, value: waits = '' } = {}] = all('moving');
  const [, column = '', words = ''] = /^(\w+): *(.+)$/.exec(waits) ?? [];
  const moving = column === '' ? null : { column, words: words.split(/, */) };
  if (waits !== '' && !needs.get(table)?.includes(column))
    fault('queue', below, 'write COLUMN: WORD, WORD, of the table in “rows”');
  if (id !== null && views.size > 1) fault('queue', at, 'with texts as ids there can be no other SELECT');
  if (faults.length > 0) return faults;
  const kind: QueueKind = {
    ...{ name, title: one('title') ?? name, lacks },
    from: mayAct ? from : { retry: [], cancel: [] },
    retention: one('kept'),
    notes: [...header].flatMap(([key, lines]) => {
      const of = notedIn(key);
      return of === null ? [] : lines.flatMap(({ value: text }) => (text === '' ? [] : [{ text, of }]));
    }),
    checked: one('checked') ?? '',
    refused: mayAct
      ? { retry: one('no retry'), cancel: one('no cancel') }
      : { retry: untrusted, cancel: untrusted },
    lowestFirst: one('priority') === 'lowest first',
  };
  return { kind, mayAct, needs, columns, columnsWithoutArguments, rows, moving, views, actions };
}

const headerKeys: ReadonlySet<string> = new Set(
  [
    'title',
    'checked',
    'needs',
    'may have',
    'rows',
    'moving',
    'arguments',
    'unknown',
    'kept',
    'priority',
    'retry',
    'cancel',
  ].concat(['no retry', 'no cancel']),
);

function unknownHeader(key: string): string {
  const meant = nearest(key, [...headerKeys, 'note']);
  return `unknown header “${key}”${meant === null ? '' : `; did you mean “${meant}”?`}`;
}

/** Which jobs a note is about: none of `note`, those that run of `note running`; null: the key is of no note. */
function notedIn(key: string): readonly JobStatus[] | null {
  const [word, ...of] = key.split(' ');
  const known = jobStatuses.filter((status) => of.includes(status));
  return word === 'note' && known.length === of.length ? known : null;
}

/** The comments at the beginning of a text, up to an empty one. */
function headerOf(text: string): readonly string[] {
  const lines = text.split('\n');
  const end = lines.findIndex((line) => !line.startsWith('-- '));
  return end < 0 ? lines : lines.slice(0, end);
}

/** A SELECT without comments; tells of each `known.TABLE` that the header doesn't list. */
function withKnown(
  text: string,
  columns: ReadonlyMap<string, readonly string[]>,
  fault: (line: number, sentence: string) => void,
): string {
  for (const [at, line] of text.split('\n').entries())
    for (const [, table = ''] of line.replace(/^ *--.*/, '').matchAll(/\bknown\.(\w+)/g))
      if (!columns.has(table)) fault(at + 1, `neither “needs” nor “may have” lists the table ${table}`);
  const sql = bare(text).replace(/;\s*$/, '');
  if (!/^(SELECT|WITH)\b/i.test(sql)) fault(1, 'there must be one SELECT');
  else if (sql.includes(';')) fault(1, 'there must be one SELECT, without a semicolon');
  return sql;
}

/** The statements of an action, each after a comment that says what it is. */
function stepsIn(text: string, fault: (line: number, sentence: string) => void): readonly ActionStep[] {
  const steps: ActionStep[] = [];
  let at = 1;
  for (const part of text.split(/;[^\S\n]*(?:\n|$)/)) {
    const sql = bare(`${part}\n`);
    const [, kind, sentence = ''] = /^-- (refuse|guard|then)(?:: *(.*))?$/m.exec(part) ?? [];
    if (sql !== '' && kind === undefined)
      fault(at, 'each statement comes after “-- refuse: WHY”, “-- guard” or “-- then”');
    else if (kind === 'refuse' && sentence === '') fault(at, 'say why: “-- refuse: WHY”');
    else if (sql !== '') steps.push({ kind: kind as ActionStep['kind'], sql, sentence });
    at += part.split('\n').length;
  }
  if (!steps.some(({ kind }) => kind === 'guard')) fault(1, 'there must be a “-- guard”');
  return steps;
}
