/**
 * Runs steps with one driver on one database, in a process that does nothing else, and prints what each returned or
 * the code of what it threw, as JSON. Arguments: the driver's name, a list of {@link Step}s as JSON.
 */
import { runBatch } from '../../lib/actions/database.js';
import { betterSqlite3 } from '../../lib/actions/driver/better-sqlite3.js';
import {
  type BatchStep,
  type Driver,
  type OpenOptions,
  openDatabase,
  type Values,
  type Writable,
} from '../../lib/actions/driver/driver.js';
import { nodeSqlite } from '../../lib/actions/driver/node-sqlite.js';
import { loadAgentDriver } from '../../lib/hosts/agent/agent-driver.js';
import { type HelperHere, helperHere } from '../support/agent-here.js';

/** One call of the port. */
export type Step =
  | { readonly open: string; readonly options?: Partial<OpenOptions> }
  | { readonly exec: string }
  | { readonly all: string; readonly values?: Values }
  | { readonly run: string; readonly values?: Values }
  | { readonly batch: readonly (readonly BatchStep[])[] }
  | { readonly close: true };

const [name = '', steps = '[]'] = process.argv.slice(2);
const helper = name === 'python3' ? helperHere() : null;
const driver = name === 'node:sqlite' ? nodeSqlite() : (driverOf(helper) ?? (await betterSqlite3()));
if (driver?.name !== name) throw new Error(`There is no ${name} here.`);

function driverOf(there: HelperHere | null): Driver | null {
  const loaded = there === null ? null : loadAgentDriver(there.perform, 60, '');
  return loaded?.kind === 'driver' ? loaded.driver : null;
}

let database: Writable | null = null;
const opened = (): Writable => {
  if (database === null) throw Object.assign(new Error('no database is open'), { code: 'CLOSED' });
  return database;
};

function take(step: Step): unknown {
  if ('open' in step)
    database = openDatabase(driver as NonNullable<typeof driver>, step.open, {
      busyTimeoutMs: 0,
      mayMake: true,
      ...step.options,
    });
  else if ('exec' in step) opened().exec(step.exec);
  else if ('all' in step) return opened().prepare(step.all).all(step.values);
  else if ('run' in step) return opened().prepare(step.run).run(step.values);
  else if ('batch' in step) return runBatch(opened(), step.batch);
  else opened().close();
  return null;
}

const results = (JSON.parse(steps) as readonly Step[]).map((step) => {
  const began = performance.now();
  try {
    return take(step);
  } catch (error) {
    const { code } = error as { code?: string };
    return { code, ms: performance.now() - began };
  }
});
process.stdout.write(JSON.stringify({ version: driver.version, results }));
await helper?.close();
