import { readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { createDatabase } from '../support/databases.js';
import { NativeWriter } from '../support/native-writer.js';
import type { PtyProgram } from '../support/pty.js';
import { until } from '../support/until.js';
import { program } from './program.js';
import { folder, open, quit, soon } from './scene.js';

const names = ['live', 'archive', 'night'] as const;

let paths: readonly string[];

beforeEach(async () => {
  paths = names.map((name) => folder.file(`${name}.sqlite`));
  const [hour, minute] = [3_600_000, 60_000];
  for (const [index, path] of paths.entries())
    await createDatabase(path, {
      migrated: 'all',
      rows: [
        { id: 1, plugin_name: `${names[index]}_running`, status: 'RUNNING', claim_time: Date.now() - hour },
        {
          ...{ id: 2, plugin_name: `${names[index]}_done`, status: 'COMPLETED' },
          ...{ claim_time: Date.now() - (index + 1) * hour, end_time: Date.now() - index * hour },
        },
      ],
      tables: { cf_job_logs: [{ job_id: 1, log_text: `the log of ${names[index]}\n` }] },
    });
  // At rest since a minute: on a busy machine they would seem to be written while they are read.
  for (const path of paths) utimesSync(path, (Date.now() - minute) / 1000, (Date.now() - minute) / 1000);
});

describe('a dashboard of several databases', () => {
  /** A dashboard of these databases. */
  function start(given: readonly string[], more: Readonly<Record<string, string>> = {}): PtyProgram {
    const environment = {
      XDG_STATE_HOME: folder.file('state'),
      XDG_CONFIG_HOME: folder.file('config'),
      ...more,
    };
    return open(given, { columns: 100, rows: 30, environment });
  }

  it('shows a failure in any of them, and retries it there', async () => {
    const screen = start(paths);
    await screen.waitForText('3 databases', soon);
    await screen.waitForText('↻ 3 running   ✓ 3 done', soon);
    const writers = await Promise.all(paths.map((path) => NativeWriter.start(path)));
    await writers[1]?.exec(
      "UPDATE cf_processing_queue SET status = 'FAILED', error_message = 'DiskFull: no room' WHERE id = 1",
    );
    await screen.waitForText('✗ PARSE    archive    archive_running', soon);
    await screen.waitForText('✗ 1 failed', soon);
    screen.type('g');
    await screen.waitForText('▸ ✗ PARSE    archive', soon);
    screen.type('R');
    await screen.waitForText('archive: Job 1 is queued again', soon);
    const statuses = await Promise.all(
      writers.map((writer) => writer.all('SELECT status FROM cf_processing_queue WHERE id = 1')),
    );
    expect(statuses.map(([row]) => row?.status)).toEqual(['RUNNING', 'QUEUED', 'RUNNING']);
  });

  it('shows changes while a host is silent, and for how long it has been', async () => {
    const [live = '', archive = ''] = paths;
    const [ssh, pidFile] = [folder.file('ssh'), folder.file('pid')];
    const serve = `exec '${process.execPath}' '${program}' serve --stdio`;
    writeFileSync(ssh, `#!/bin/sh\necho $$ > '${pidFile}'\n${serve}\n`, { mode: 0o755 });
    const view = start([live, `ssh://etl-7${archive}`], { JOBS_VIEW_SSH: ssh });
    await view.waitForText('↻ 2 running   ✓ 2 done', soon);
    const host = Number(readFileSync(pidFile, 'utf8'));
    const writer = await NativeWriter.start(live);
    process.kill(host, 'SIGSTOP');
    try {
      for (let done = 3; !/archive: does not answer \d+s/.test(view.screen.text()); done += 1) {
        await writer.exec(
          `INSERT INTO cf_processing_queue (id, plugin_name, status) VALUES (${100 + done}, 'late', 'COMPLETED')`,
        );
        // What happens here is shown while the host says nothing.
        await view.waitForText(`✓ ${done} done`, soon);
        await view.waitForText('archive_running', soon);
        await setTimeout(500);
      }
    } finally {
      process.kill(host, 'SIGCONT');
    }
    await until(() => !view.screen.text().includes('does not answer'), soon.within);
    await quit(view);
  }, 60_000);

  it('names a broken database in a line, and shows the others', async () => {
    const screen = start([...paths, folder.file('later.sqlite')]);
    await screen.waitForText('later: database missing', soon);
    await screen.waitForText('live_running', soon);
    await createDatabase(folder.file('later.sqlite'), {
      rows: [{ id: 1, plugin_name: 'came_later', status: 'FAILED' }],
    });
    await screen.waitForText('came_later', soon);
    await screen.waitForText('✗ 1 failed', soon);
    writeFileSync(folder.file('later.sqlite-wal'), '');
    writeFileSync(folder.file('later.sqlite'), 'x'.repeat(10_000));
    await screen.waitForText('later: not a database', soon);
    await screen.waitForText('✗ 1 failed', soon);
    await quit(screen);
  });
});
