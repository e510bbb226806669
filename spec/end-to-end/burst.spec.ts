import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createDatabase } from '../support/databases.js';
import { eventually } from '../support/eventually.js';
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.js';
import type { LastCommit } from './burst-writer.js';

const pathOf = (name: string) => fileURLToPath(new URL(`./${name}.js`, import.meta.url));
/** So long the writer is at full speed, ms: a read that fails beside it gives up within. */
const burst = 2000;
/** So soon after the last commit the screen shows it, ms. */
const soon = 2000;

const jobs = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)
  INSERT INTO cf_processing_queue (id, plugin_name, status, claim_time, result_summary)
  SELECT i, 'name_' || i, 'RUNNING', 1768300000 - i, 'r' FROM n`;

let folder: TemporaryFolder;
let path: string;
let children: ChildProcess[];

beforeEach(() => {
  folder = temporaryFolder();
  path = folder.file('jobs.sqlite3');
  children = [];
});

afterEach(async () => {
  for (const child of children) {
    const gone = once(child, 'exit');
    if (child.kill('SIGKILL')) await gone;
  }
  folder.remove();
});

function start(name: string, ...args: string[]): ChildProcess {
  const child = fork(pathOf(name), args);
  children.push(child);
  return child;
}

/** The dashboard's names of the first job, each with when it came to the screen. */
async function watched(): Promise<ReadonlyMap<string, number>> {
  const shown = new Map<string, number>();
  start('burst-dashboard', path).on('message', (name: string) => shown.set(name, Date.now()));
  await eventually(
    () => shown.has('name_1'),
    () => 'nothing is shown',
  );
  return shown;
}

describe('when a writer at full speed falls silent', () => {
  it.each(['delete', 'truncate', 'persist', 'wal', 'memory', 'off'] as const)(
    'its last commit is on the screen within 2 s (journal mode %s)',
    async (mode) => {
      await createDatabase(path, { journalMode: mode, sql: [jobs] });
      const shown = await watched();
      const [last] = (await once(start('burst-writer', path, mode, String(burst)), 'message')) as [
        LastCommit,
      ];
      const at = await eventually(
        () => shown.get(`turn_${last.turn}`),
        () => `turn_${last.turn} isn't shown, but ${[...shown.keys()].at(-1)}`,
      );
      expect(at - last.at).toBeLessThan(soon);
    },
  );
});
