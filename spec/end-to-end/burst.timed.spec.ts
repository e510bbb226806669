import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createDatabase } from '../support/databases.js';
import { eventually } from '../support/eventually.js';
import { until } from '../support/until.js';
import type { LastCommit } from './burst-writer.js';
import { path } from './scene.js';
import { run } from './scripts.js';

const pathOf = (name: string) => fileURLToPath(new URL(`./${name}.js`, import.meta.url));
/** So long the writer is at full speed, ms: a read that fails beside it gives up within. */
const burst = 1500;
/** So soon after the last commit the screen shows it, ms. */
const soon = 2000;

const jobs = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)
  INSERT INTO cf_processing_queue (id, plugin_name, status, claim_time, result_summary)
  SELECT i, 'name_' || i, 'RUNNING', 1768300000 - i, 'r' FROM n`;

let writer: ChildProcess | null = null;

async function killed(child: ChildProcess | null): Promise<void> {
  if (child === null) return;
  const gone = once(child, 'exit');
  if (child.kill('SIGKILL')) await gone;
}

describe('a dashboard beside a writer at full speed that falls silent', () => {
  /** It starts once, and goes from one database to the next. */
  let dashboard: ChildProcess;
  beforeAll(() => {
    dashboard = fork(pathOf('burst-dashboard'));
  });
  afterEach(() => killed(writer));
  afterAll(() => killed(dashboard));

  /** The dashboard's names of the first job of this database, each with when it appeared on the screen. */
  async function watched(): Promise<ReadonlyMap<string, number>> {
    const shown = new Map<string, number>();
    dashboard.removeAllListeners('message').on('message', (name: string) => shown.set(name, Date.now()));
    dashboard.send(path);
    await eventually(() => shown.has('name_1'), 'nothing is shown');
    return shown;
  }

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

describe('a writer at full speed in WAL mode', () => {
  afterEach(() => killed(writer));

  it('leaves every command that reads once an instant to read', async () => {
    await createDatabase(path, { sql: [jobs, "UPDATE cf_processing_queue SET status = 'FAILED'"] });
    writer = fork(pathOf('burst-writer'), [path, 'wal', '60000']);
    await until(() => existsSync(`${path}-wal`), 10_000);
    for (const args of [['--json'], ['causes'], ['metrics']])
      expect(await run([...args, path])).toMatchObject({ code: 0, errors: '' });
    expect(writer.exitCode).toBeNull();
  }, 60_000);
});
