/**
 * The program of the demo: makes a database in a temporary folder and works through its queue until stdin ends, which
 * it does when its owner is gone for any reason. Then it removes the folder.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate, setInterval } from 'node:timers/promises';
import { thrownProblem } from '../actions/action-problem.js';
import { writeTransaction } from '../actions/database.js';
import { maySafelyCheckpoint, openDatabase } from '../actions/driver/driver.js';
import { loadDriver } from '../actions/driver/load-driver.js';
import { createTables } from '../actions/migration.js';
import { DemoQueue } from './demo-queue.js';
import { statementsOf } from './demo-worker.js';
import { Random } from './random.js';
import type { DemoReport, DemoSetup } from './start-demo.js';
import type { DemoInMemory } from './without-driver.js';

const setup = JSON.parse(process.argv[2] ?? '{}') as DemoSetup;
const ending = new AbortController();
const end = (): void => ending.abort();
process.stdin.on('end', end).on('error', end).resume();
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, end);

function report(answer: DemoReport): void {
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
// The owner may be gone, which the end of stdin reports.
process.stdout.on('error', end);

/** How long the workers wait while the operator's action holds the lock, ms. */
const busyTimeoutMs = 5000;
const walJournal = 'PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 1000';
const plainJournal = 'PRAGMA journal_mode = TRUNCATE';

/** A round every half second, so that something on the screen moves each second; in the past, every 5 s. */
const roundMs = 500;
const pastRoundMs = 5000;

/** The demo's database; without a driver one that the dashboard can only read. */
async function opened(path: string): Promise<DemoInMemory> {
  const loaded = await loadDriver(path);
  if (loaded.kind === 'problem') return (await import('./without-driver.js')).demoInMemory(path);
  const database = openDatabase(loaded.driver, path, { busyTimeoutMs, mayMake: true });
  // Nobody else checkpoints this database, so a SQLite that must not do it beside others gets none of a WAL.
  database.exec(maySafelyCheckpoint(loaded.driver.version) ? walJournal : plainJournal);
  return { database, save: () => {} };
}

async function work(folder: string): Promise<void> {
  const path = join(folder, 'casparian_flow.sqlite3');
  const { database, save } = await opened(path);
  const { home, seed, pastMs = 0 } = setup;
  const { signal } = ending;
  try {
    createTables(database);
    const folders = { home, exports: join(folder, 'exports') };
    const inOneCommit = (doIt: () => void): void => {
      writeTransaction(database, () => {
        doIt();
        return { kind: 'done' };
      });
    };
    const tools = { run: statementsOf(database), inOneCommit, folders, random: new Random(seed) };
    const queue = new DemoQueue(tools, Date.now() - pastMs);
    // It runs through its past as fast as it can, so that it looks as if it had been running all that time.
    for (let behindMs = pastMs - pastRoundMs; behindMs > 0 && !signal.aborted; behindMs -= pastRoundMs) {
      queue.round(Date.now() - behindMs);
      // Yields, so that the end of the dashboard is noticed.
      await setImmediate();
    }
    save();
    report({ kind: 'ready', path });
    for await (const _ of setInterval(roundMs, undefined, { signal })) {
      queue.round(Date.now());
      save();
    }
  } finally {
    database.close();
  }
}

let folder: string | undefined;
// Done however the process ends, even by an exception.
process.on('exit', () => {
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
});
async function main(): Promise<void> {
  try {
    folder = mkdtempSync(join(setup.temporaryFolder, 'jobs-view-demo-'));
    await work(folder);
  } catch (error) {
    if (!ending.signal.aborted) {
      report({ kind: 'problem', problem: thrownProblem(error, folder ?? setup.temporaryFolder) });
      process.exitCode = 1;
    }
  }
  process.stdin.destroy();
}

void main();
