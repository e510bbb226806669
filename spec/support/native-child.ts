/** The native side of `NativeWriter`: better-sqlite3 in a process of its own. Arguments: path, busy timeout ms. */
import { createInterface } from 'node:readline';
import Database from 'better-sqlite3';
import {
  decode,
  encode,
  type NativeReply,
  type NativeRequest,
  type NativeRow,
  type NativeValue,
} from './native-protocol.js';

const [path = '', timeout = '5000'] = process.argv.slice(2);
const database = new Database(path, { timeout: Number(timeout) });
database.defaultSafeIntegers(true);

/** Numbers where they are exact: what tests compare with. */
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

/** Better-sqlite3 binds every number as a real; a whole one is meant as an integer. */
function bound(parameters: NativeRow | readonly NativeValue[]): unknown {
  const integer = (value: NativeValue): NativeValue =>
    typeof value === 'number' && Number.isSafeInteger(value) ? BigInt(value) : value;
  return Array.isArray(parameters)
    ? parameters.map(integer)
    : Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, integer(value)]));
}

function answer(request: NativeRequest): NativeReply {
  if (request.do === 'exec') {
    database.exec(request.sql);
    return { rows: [] };
  }
  const statement = database.prepare(request.sql);
  if (request.do === 'all')
    return { rows: statement.all(bound(request.parameters)).map((row) => exact(row as NativeRow)) };
  return { changes: statement.run(bound(request.parameters)).changes };
}

process.stdout.write(encode({ rows: [] } satisfies NativeReply));

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

// A transaction left open is rolled back, as a worker that goes away in good order does.
process.stdin.on('close', () => database.close());
