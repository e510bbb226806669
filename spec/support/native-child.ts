/** The native side of `NativeProcess`: better-sqlite3 in a process of its own, one database at a time. */
import { createInterface } from 'node:readline';
import type Database from 'better-sqlite3';
import { NativeDatabase } from './native-driver.js';
import {
  decode,
  encode,
  type NativeReply,
  type NativeRequest,
  type NativeRow,
  type NativeStatement,
  type NativeValue,
} from './native-protocol.js';

/** How long it waits for the next database, in milliseconds, before it ends. */
const patience = 3000;

let database: Database.Database | null = null;
let waiting: NodeJS.Timeout | undefined;

/** As numbers if they are exact, because tests compare with numbers. */
function exact(row: Record<string, unknown>): NativeRow {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]): [string, NativeValue] => [
      name,
      typeof value === 'bigint' && Number.isSafeInteger(Number(value))
        ? Number(value)
        : (value as NativeValue),
    ]),
  );
}

/** Better-sqlite3 binds every number as a real, but a whole number is meant as an integer. */
function bound(parameters: NativeRow | readonly NativeValue[]): unknown {
  const integer = (value: NativeValue): NativeValue =>
    typeof value === 'number' && Number.isSafeInteger(value) ? BigInt(value) : value;
  return Array.isArray(parameters)
    ? parameters.map(integer)
    : Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, integer(value)]));
}

function open(path: string, timeout: number): void {
  clearTimeout(waiting);
  database = new NativeDatabase(path, { timeout });
  database.defaultSafeIntegers(true);
}

function close(): void {
  database?.close();
  database = null;
  waiting = setTimeout(() => process.exit(), patience);
}

function answer(request: NativeRequest): NativeReply {
  if (request.do === 'open') open(request.path, request.busyTimeout);
  else if (request.do === 'close') close();
  else if (database === null) throw new Error('no database is open');
  else if (request.do === 'exec') database.exec(request.sql);
  else return ask(database.prepare(request.sql), request);
  return { rows: [] };
}

function ask(statement: Database.Statement, { do: how, parameters }: NativeStatement): NativeReply {
  return how === 'all'
    ? { rows: statement.all(bound(parameters)).map((row) => exact(row as NativeRow)) }
    : { changes: statement.run(bound(parameters)).changes };
}

createInterface({ input: process.stdin }).on('line', (line) => {
  let reply: NativeReply;
  try {
    reply = answer(decode(line) as NativeRequest);
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    reply = { error: { code: code ?? 'ERROR', message } };
  }
  process.stdout.write(encode(reply));
});

// Its owner is gone, cleanly or not.
process.stdin.on('close', () => {
  close();
  process.exit();
});
