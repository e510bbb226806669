/**
 * The program of the demo: makes a database in a temporary folder and works through its queue until stdin ends, which
 * it does when its owner is gone for any reason. Then it removes the folder.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { thrownProblem } from '../actions/action-problem.js';
import { maySafelyCheckpoint, openDatabase } from '../actions/driver/driver.js';
import { loadDriver } from '../actions/driver/load-driver.js';
import { createTables } from '../actions/migration.js';
import type { DemoReport, DemoSetup } from './demo-setup.js';
import { DemoStore } from './demo-store.js';
import { DemoOutputs } from './demo-worker.js';
import { catchUpPace, livePace } from './pace.js';
import { Random } from './random.js';
import { Workshop } from './workshop.js';

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

const clock = {
  now: () => Date.now(),
  wait: (ms: number) => (ms === 0 ? setImmediate() : setTimeout(ms, undefined, { signal: ending.signal })),
};

async function work(folder: string): Promise<void> {
  const path = join(folder, 'casparian_flow.sqlite3');
  const loaded = await loadDriver(path);
  if (loaded.kind === 'problem') return report(loaded);
  const database = openDatabase(loaded.driver, path, { busyTimeoutMs, mayMake: true });
  try {
    // Nobody else checkpoints this database, so a SQLite that must not do it beside others gets none of a WAL.
    database.exec(maySafelyCheckpoint(loaded.driver.version) ? walJournal : plainJournal);
    createTables(database);
    const ready = (): void => report({ kind: 'ready', path, folder });
    const pace = setup.pastMs > 0 ? catchUpPace(clock, setup.pastMs, ready) : livePace(clock);
    const tools = { store: new DemoStore(database), outputs: new DemoOutputs(folder) };
    const workshop = new Workshop({ ...tools, random: new Random(setup.seed), home: setup.home }, pace.now());
    if (setup.pastMs <= 0) ready();
    while (!ending.signal.aborted) {
      await pace.next();
      workshop.round(pace.now());
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
