import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';
import { NativeWriter } from './support/native-writer.js';
import { testFolder } from './support/test-folder.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const program = join(root, 'dist/program/jobs-view.js');

const run = (command: string, ...given: string[]) => execFileSync(command, given, { encoding: 'utf8' });

it.each([
  ['worker.py', 'python3', 'docs/examples/worker.py'],
  ['worker.ts', process.execPath, 'dist/docs/examples/worker.js'],
])('the example %s works through a queue that init has made', async (_, executable, script) => {
  const folder = testFolder();
  const path = join(folder, 'queue.sqlite3');
  run(process.execPath, program, 'init', path);
  const sound = join(folder, 'a.log');
  writeFileSync(sound, 'one\ntwo\n');
  const native = await NativeWriter.start(path);
  for (const files of [
    [sound, sound],
    [sound, join(folder, 'missing.log')],
  ]) {
    const settings = JSON.stringify({ files });
    await native.exec(
      `INSERT INTO cf_processing_queue (plugin_name, config_overrides, status) VALUES ('line_counter v1.0', '${settings}', 'QUEUED')`,
    );
  }
  await native.close();
  run(executable, join(root, script), path);
  const { counts, jobs } = JSON.parse(run(process.execPath, program, path, '--json'));
  expect(counts).toMatchObject({ queued: 0, running: 0, complete: 1, failed: 1 });
  expect(jobs).toMatchObject([
    { status: 'failed', items_processed: 2, items_failed: 1, worker_pid: expect.any(Number) },
    { status: 'complete', name: 'line_counter', version: '1.0', items_processed: 2, items_total: 2 },
  ]);
  expect(jobs[0].failures).toMatchObject([
    { file_path: join(folder, 'missing.log'), stack_trace: expect.stringContaining('missing.log') },
  ]);
  expect(jobs[0].error_summary).toMatch(/FileNotFoundError|ENOENT/);
});
