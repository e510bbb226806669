import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { eventually } from './support/eventually.js';
import { NativeWriter } from './support/native-writer.js';
import { needs } from './support/needs.js';
import { testFolder } from './support/test-folder.js';
import { startTmux } from './support/tmux.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const program = join(root, 'dist/program/jobs-view.js');

const run = (command: string, ...given: string[]) => execFileSync(command, given, { encoding: 'utf8' });

const title = 'the example worker.%s processes the jobs of a queue that init has made';
it(title.replace('%s', 'ts'), () => {
  const script = 'docs/examples/worker.ts';
  // Node 20 has no such feature.
  if ((process.features as { readonly typescript?: unknown }).typescript)
    return processesJobs(process.execPath, script);
  const made = 'dist/docs/examples/worker.mjs';
  run(
    join(root, 'node_modules/.bin/esbuild'),
    join(root, script),
    `--outfile=${join(root, made)}`,
    '--log-level=error',
  );
  return processesJobs(process.execPath, made);
});
needs('python3').it(title.replace('%s', 'py'), () => processesJobs('python3', 'docs/examples/worker.py'));

async function processesJobs(executable: string, script: string): Promise<void> {
  const folder = testFolder();
  const path = join(folder, 'queue.sqlite3');
  run(process.execPath, program, 'init', path);
  const sound = join(folder, 'a.log');
  writeFileSync(sound, 'one\ntwo\n');
  const native = await NativeWriter.start(path);
  const settings = (...files: readonly string[]) => `'${JSON.stringify({ files })}'`;
  // The last as `init` shows it.
  for (const overrides of [settings(sound, sound), settings(sound, join(folder, 'missing.log')), 'NULL'])
    await native.exec(
      `INSERT INTO cf_processing_queue (plugin_name, config_overrides, status) VALUES ('line_counter v1.0', ${overrides}, 'QUEUED')`,
    );
  await native.close();
  run(executable, join(root, script), path);
  const { counts, jobs } = JSON.parse(run(process.execPath, program, path, '--json'));
  expect(counts).toMatchObject({ queued: 0, running: 0, complete: 2, failed: 1 });
  expect(jobs.filter((job: { readonly id: number }) => job.id < 3)).toMatchObject([
    { status: 'failed', items_processed: 2, items_failed: 1, worker_pid: expect.any(Number) },
    { status: 'complete', name: 'line_counter', version: '1.0', items_processed: 2, items_total: 2 },
  ]);
  expect(jobs[0].failures).toMatchObject([
    { file_path: join(folder, 'missing.log'), stack_trace: expect.stringContaining('missing.log') },
  ]);
  expect(jobs[0].error_summary).toMatch(/FileNotFoundError|ENOENT/);
}

/** The lines of a section of the examples' README that are to be typed. */
function linesOf(heading: string): string {
  const text = readFileSync(join(root, 'docs/examples/README.md'), 'utf8');
  const section = text.split(/^## /m).find((each) => each.startsWith(`${heading}\n`)) ?? '';
  const lines = section.split('\n').flatMap((line) => (line.startsWith('    ') ? [line.slice(4)] : []));
  expect(lines.length).toBeGreaterThan(0);
  return lines.join('\n').replaceAll('/srv/', '');
}

/** A folder with an empty queue, and programs with which its lines are run by a shell, as in a pipeline. */
function shellWith(programs: Readonly<Record<string, string>>) {
  const folder = testFolder();
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  const script = (path: string, text: string) => writeFileSync(path, `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  script(join(bin, 'jobs-view'), `exec '${process.execPath}' '${program}' "$@"`);
  for (const [path, text] of Object.entries(programs)) script(join(folder, path), text);
  run(process.execPath, program, 'init', join(folder, 'queue.sqlite3'));
  const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}` };
  return {
    folder,
    path: join(folder, 'queue.sqlite3'),
    sh: (lines: string) => spawnSync('sh', ['-e', '-c', lines], { cwd: folder, env, encoding: 'utf8' }),
  };
}

const job = (status: string, ended: string) =>
  `INSERT INTO cf_processing_queue (plugin_name, job_type, status, end_time, error_message)
   VALUES ('p v1', 'PARSE', '${status}', ${ended}, 'DiskFull')`;

/** A program that does the statement to the queue that it is given. */
const doing = (sql: string) =>
  `exec '${process.execPath}' -e 'new (require(process.argv[1]))(process.argv[2]).exec(process.argv[3])' '${join(root, 'node_modules/better-sqlite3')}' "$1" "${sql}"`;

describe('the CI pipeline of the examples', () => {
  it.each([
    ['publishes if only older jobs have failed', 'COMPLETED', 0],
    ['publishes nothing if a job failed before the wait began', 'FAILED', 3],
  ])('%s', (_, status, code) => {
    const { path, folder, sh } = shellWith({
      'enqueue-parse-jobs': doing(job(status, "datetime('now')")),
      'enqueue-before': doing(job('FAILED', "datetime('now', '-1 day')")),
      publish: 'touch published',
    });
    run(join(folder, 'enqueue-before'), path);
    expect(sh(linesOf('Wait in a CI pipeline'))).toMatchObject({ status: code });
    expect(existsSync(join(folder, 'published'))).toBe(code === 0);
  });
});

it('the cron line prints the failed jobs, and nothing where there are none', () => {
  const { folder, path, sh } = shellWith({ enqueue: doing(job('FAILED', "datetime('now')")) });
  const text = readFileSync(join(root, 'docs/snippets/crontab'), 'utf8').replace('/srv/', '');
  const [, line = ''] = /^0 7 \* \* \* (.*)$/m.exec(text) ?? [];
  expect(sh(line)).toMatchObject({ status: 0, stdout: '', stderr: '' });
  run(join(folder, 'enqueue'), path);
  const printed = expect.stringMatching(/1 failed.*PARSE {4}p v1.*DiskFull/s);
  expect(sh(line)).toMatchObject({ status: 0, stdout: printed, stderr: '' });
});

needs('tmux').it(
  'the script for tmux runs a worker above the dashboard, which stays when that ends',
  async () => {
    const { folder } = shellWith({ worker: 'echo working on "$1"; sleep 1' });
    const environment = { PATH: `${join(folder, 'bin')}${delimiter}${process.env.PATH}`, HOME: folder };
    const session = await startTmux({ folder, environment });
    try {
      await session.command(`sh '${join(root, 'docs/snippets/tmux.sh')}' queue.sqlite3 ./worker it`);
      await session.waitForText('JOBS');
      const worker = () => session.tmux('capture-pane', '-p', '-t', 'spec.0');
      await eventually(async () => /on it\nready\$/.test(await worker()), worker);
      expect(await session.capture()).toContain('JOBS');
      await session.sendKeys('q');
      const panes = () => session.tmux('list-panes', '-t', 'spec');
      await eventually(async () => (await panes()).trim().split('\n').length === 1, panes);
    } finally {
      await session.close();
    }
  },
);

it('the line for other monitoring systems reads fields that exist in the JSON', () => {
  const { sh } = shellWith({});
  const [printing = '', filter = ''] = linesOf('Feed another monitoring system').split(' | ');
  const printed: unknown = JSON.parse(sh(printing).stdout);
  const paths = [...filter.matchAll(/\.(\w+)\.(\w+)/g)].map(([, ...names]) => names);
  expect(paths).toHaveLength(3);
  for (const path of paths) expect(printed).toHaveProperty(path, 0);
});

describe('the loop that handles each change once', () => {
  it.each([
    ['has no cursor', null],
    ['has an empty one', ''],
  ])('begins where it %s, and goes on with what it had failed to handle', (_, before) => {
    const { folder, sh } = shellWith({
      // It makes a change when it is shown where the report begins, and fails at the first that it is shown.
      'bin/handle': `case "$1" in
        *snapshot*) test -e handled || ./change queue.sqlite3 ;;
        *) printf '%s\\n' "$1" >> handled; test "$(wc -l < handled)" != 1 && test "$(wc -l < handled)" != 3 ;;
      esac`,
      change: doing(job('FAILED', "datetime('now')")),
      'bin/jq': `exec '${process.execPath}' -e 'console.log(JSON.parse(fs.readFileSync(0)).cursor ?? "")'`,
    });
    if (before !== null) writeFileSync(join(folder, 'cursor'), before);
    const text = readFileSync(join(root, 'docs/scripts.md'), 'utf8');
    const [loop = ''] = /(?<=\n\n)(?: {4}.*\n)*.* while read (?:.*\n)*? {4}done\n/.exec(text) ?? [];
    for (const run of [1, 2]) expect([run, sh(loop)]).toMatchObject([run, { status: 0, stderr: '' }]);
    const handled = readFileSync(join(folder, 'handled'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const failing = { type: 'job', id: 1, to: 'failed' };
    expect(handled).toMatchObject([failing, failing, { type: 'cause' }]);
  });
});
