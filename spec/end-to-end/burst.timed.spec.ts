import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createDatabase } from '../support/databases.js';
import { eventually } from '../support/eventually.js';
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.js';
import type { LastCommit } from './burst-writer.js';

const pathOf = (name: string) => fileURLToPath(new URL(`./${name}.js`, import.meta.url));
/** So long the writer is at full speed, ms: a read that fails beside it gives up within. */
const burst = 1500;
/** So soon after the last commit the screen shows it, ms. */
const soon = 2000;

const jobs = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)
  INSERT INTO cf_processing_queue (id, plugin_name, status, claim_time, result_summary)
  SELECT i, 'name_' || i, 'RUNNING', 1768300000 - i, 'r' FROM n`;

let folder: TemporaryFolder;
let path: string;
let writer: ChildProcess | null = null;
/** It starts once, and goes from one database to the next. */
let dashboard: ChildProcess;

beforeAll(() => {
  dashboard = fork(pathOf('burst-dashboard'));
});
afterAll(() => killed(dashboard));

beforeEach(() => {
  folder = temporaryFolder();
  path = folder.file('jobs.sqlite3');
});
afterEach(async () => {
  await killed(writer);
  writer = null;
  folder.remove();
});

async function killed(child: ChildProcess | null): Promise<void> {
  if (child === null) return;
  const gone = once(child, 'exit');
  if (child.kill('SIGKILL')) await gone;
}

/** The dashboard's names of the first job of this database, each with when it appeared on the screen. */
async function watched(): Promise<ReadonlyMap<string, number>> {
  const shown = new Map<string, number>();
  dashboard.removeAllListeners('message').on('message', (name: string) => shown.set(name, Date.now()));
  dashboard.send(path);
  await eventually(() => shown.has('name_1'), 'nothing is shown');
  return shown;
}

describe('a dashboard beside a writer at full speed that falls silent', () => {
  it.each(['delete', 'truncate', 'persist', 'wal', 'memory', 'off'] as const)(
    'shows the last commit within 2 s (journal mode %s)',
    async (mode) => {
      await createDatabase(path, { journalMode: mode, sql: [jobs] });
      const shown = await watched();
      writer = fork(pathOf('burst-writer'), [path, mode, String(burst)]);
      const [last] = (await once(writer, 'message')) as [LastCommit];
      const at = await eventually(
        () => shown.get(`turn_${last.turn}`),
        () => `turn_${last.turn} isn't shown, but ${[...shown.keys()].at(-1)}`,
      );
      expect(at - last.at).toBeLessThan(soon);
    },
  );
});
