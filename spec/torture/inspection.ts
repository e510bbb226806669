import type { WalkQueue } from '../../lib/snapshot/index/queue-walk.js';
import type { Queryable, SqlRow } from '../../lib/snapshot/port.js';
import { blobRows, contentOf, startBalance } from './bank.js';
import { queueFaults } from './queue/queue.js';

/** How much of the database one inspection goes through. */
export type Depth =
  /** Sums, counts, indexes and a few blobs. */
  | 'sums'
  /** Also every blob and `PRAGMA quick_check`. */
  | 'quick'
  /** Also `PRAGMA integrity_check`. */
  | 'whole';

/** What an inspection found. */
export interface Verdict {
  /** The latest transaction. */
  readonly counter: number;
  /** Transactions in the ring, the latest included: counter → token. */
  readonly history: ReadonlyMap<number, number>;
  /** Everything that can't be true of any committed state. Empty: all is well. */
  readonly faults: readonly string[];
}

/** How one inspection is done. */
export interface Inspecting {
  readonly depth: Depth;
  /** Chooses which blobs a light inspection looks at. */
  readonly turn: number;
  /** Whether there is a queue, and what walks it where the reader can. */
  readonly hasQueue: boolean;
  readonly walkQueue?: WalkQueue | undefined;
}

/** Checks everything that each transaction keeps true. Throws what SQLite reports. */
export function inspect(database: Queryable, { depth, turn, hasQueue, walkQueue }: Inspecting): Verdict {
  const faults: string[] = [];
  const expect = (what: string, found: unknown, wanted: unknown) => {
    if (found !== wanted) faults.push(`${what}: ${String(found)} instead of ${String(wanted)}`);
  };
  const row = (sql: string): SqlRow => database.all(sql)[0] ?? {};

  const state = row('SELECT * FROM state');
  expect('open transaction', state.open, 0);

  const accounts = row('SELECT count(*) AS rows, sum(balance) AS total FROM account NOT INDEXED');
  expect('accounts', accounts.rows, state.accounts);
  expect('balances', accounts.total, Number(state.accounts) * startBalance);
  const indexes = row("SELECT count(*) AS number FROM sqlite_schema WHERE name = 'account_balance'");
  expect('index over balances', indexes.number, state.indexed);
  if (indexes.number === 1) {
    const indexed = row(
      'SELECT count(*) AS rows, sum(balance) AS total FROM account INDEXED BY account_balance WHERE balance > -1e15',
    );
    expect('balances in the index', indexed.total, accounts.total);
    expect('accounts in the index', indexed.rows, accounts.rows);
  }
  const columns = row("SELECT count(*) AS number FROM pragma_table_info('account')");
  expect('columns', columns.number, state.columns);

  const entries = row('SELECT count(*) AS rows, coalesce(sum(amount), 0) AS total FROM entry');
  expect('entries', entries.rows, state.entries);
  expect('ledger', entries.total, 0);
  const latest = row('SELECT max(counter) AS counter FROM entry').counter;
  if (Number(latest ?? 0) > Number(state.counter))
    faults.push(`entry of the future: ${latest} > ${state.counter}`);

  const blobs = row('SELECT count(*) AS rows, sum(length(content)) AS bytes FROM blob');
  expect('blobs', blobs.rows, blobRows);
  expect('bytes in blobs', blobs.bytes, state.blob_bytes);
  const first = 1 + (turn % blobRows);
  const range = depth === 'sums' ? `WHERE id BETWEEN ${first} AND ${first + 2}` : '';
  for (const blob of database.all(`SELECT id, version, content FROM blob ${range}`))
    faults.push(...blobFaults(blob));

  faults.push(...tableFaults(database, state));
  if (hasQueue) faults.push(...queueFaults(database, Number(state.step), walkQueue));

  const history = new Map<number, number>();
  for (const { counter, token } of database.all('SELECT counter, token FROM history')) {
    history.set(Number(counter), Number(token));
  }
  expect('token in the ring', history.get(Number(state.counter)), state.token);
  for (const counter of history.keys()) {
    if (counter > Number(state.counter))
      faults.push(`transaction of the future: ${counter} > ${state.counter}`);
  }

  if (depth !== 'sums') expect('quick_check', row('PRAGMA quick_check').quick_check, 'ok');
  if (depth === 'whole') expect('integrity_check', row('PRAGMA integrity_check').integrity_check, 'ok');
  return { counter: Number(state.counter), history, faults };
}

function blobFaults({ id, version, content }: SqlRow): string[] {
  if (!(content instanceof Uint8Array)) return [`blob ${id} is no blob`];
  const right = contentOf(Number(id), Number(version), content.length);
  return Buffer.from(right.buffer, 0, right.length).equals(content)
    ? []
    : [`blob ${id} isn't of version ${version}`];
}

function tableFaults(database: Queryable, state: SqlRow): string[] {
  const tables = database.all(
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name GLOB 'extra_[0-9]*'",
  );
  const listed = database.all('SELECT name, rows FROM extra_list');
  if (tables.length !== state.extras || listed.length !== state.extras) {
    return [`tables: ${tables.length} made, ${listed.length} listed, ${state.extras} counted`];
  }
  return listed.flatMap(({ name, rows }) => {
    const found = database.all(`SELECT count(*) AS rows, min(text) AS text FROM ${name}`)[0];
    const sound = found?.rows === rows && found?.text === `${name} row 1`;
    return sound ? [] : [`table ${name} has ${found?.rows} rows from "${found?.text}" instead of ${rows}`];
  });
}
