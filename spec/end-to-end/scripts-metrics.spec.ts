import { execFileSync, spawnSync } from 'node:child_process';
import {
  closeSync,
  constants,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { databaseVersions } from '../support/database-versions.js';
import { createDatabase } from '../support/databases.js';
import { needs } from '../support/needs.js';
import { prometheusSamples } from '../support/prometheus-text.js';
import { runInside as run } from './inside.js';
import { folder, path } from './scene.js';

const rows = [
  { status: 'FAILED', plugin_name: 'p' },
  { status: 'FAILED', plugin_name: 'p', job_type: 'SCAN' },
  { status: 'QUEUED', plugin_name: 'p' },
  { status: 'QUEUED', plugin_name: 'p', job_type: 'odd "word"\n' },
  { status: 'RUNNING', plugin_name: 'p', job_type: 'BACKTEST' },
];

function jobsIn(text: string): Readonly<Record<string, number>> {
  const jobs = prometheusSamples(text).filter(({ name, value }) => name === 'jobs_view_jobs' && value > 0);
  return Object.fromEntries(jobs.map(({ labels: { status, type }, value }) => [`${status} ${type}`, value]));
}

const piece = Buffer.alloc(65_536);

const expected = {
  ...{ 'failed parse': 1, 'failed scan': 1, 'queued parse': 1, 'queued other': 1, 'running backtest': 1 },
};

describe.each(databaseVersions)('the output of metrics for version %s', (version) => {
  it('has the format of Prometheus, and counts every job', async () => {
    await createDatabase(path, { version, migrated: 'all', rows });
    const { code, out, errors } = await run(['metrics', path]);
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    expect(jobsIn(out)).toEqual(expected);
    const names = new Set(prometheusSamples(out).map(({ name }) => name));
    for (const name of 'jobs_in_trouble workers queue_stalled snapshot_age_seconds jobs_stalled'.split(' '))
      expect(names).toContain(`jobs_view_${name}`);
    for (const { labels } of prometheusSamples(out)) expect(labels.database).toBe(path);
  });
});

describe('the output of metrics', () => {
  it('has the same counts for a queue that is a view', async () => {
    await createDatabase(path, {
      migrated: 'all',
      rows,
      sql: [
        'ALTER TABLE cf_processing_queue RENAME TO held',
        'CREATE VIEW cf_processing_queue AS SELECT * FROM held',
      ],
    });
    expect(jobsIn((await run(['metrics', path])).out)).toEqual(expected);
  });

  it('counts running jobs that stall', async () => {
    const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
    const still = {
      ...{ status: 'RUNNING', plugin_name: 'p', items_total: 300, items_processed: 200 },
      ...{ claim_time: ago(120), updated_at: ago(4) },
    };
    await createDatabase(path, {
      migrated: 'all',
      rows: [...rows, still, { ...still, status: 'COMPLETED' }],
    });
    const samples = prometheusSamples((await run(['metrics', path])).out);
    expect(samples.filter(({ name }) => name === 'jobs_view_jobs_stalled')).toMatchObject([{ value: 1 }]);
  });

  it('replaces a file as a whole, readable by others, and leaves nothing beside it', async () => {
    await createDatabase(path, { migrated: 'all', rows });
    mkdirSync(folder.file('metrics'));
    const file = folder.file('metrics/jobs.prom');
    writeFileSync(file, 'old');
    const before = statSync(file).ino;
    expect(await run(['metrics', path, '--out', file])).toEqual({ code: 0, out: '', errors: '' });
    expect(jobsIn(readFileSync(file, 'utf8'))).toEqual(expected);
    expect(statSync(file).ino).not.toBe(before);
    expect(statSync(file).mode & 0o444).toBe(0o444 & ~process.umask());
    expect(readdirSync(folder.file('metrics'))).toEqual(['jobs.prom']);
  });

  it('leaves the file as it was without a database, or without a way to write it', async () => {
    await createDatabase(path, { migrated: 'all', rows });
    const file = folder.file('jobs.prom');
    writeFileSync(file, 'old');
    const missing = await run(['metrics', `${path}.not`, '--out', file]);
    expect(missing).toMatchObject({ code: 1, out: '' });
    expect(missing.errors).toContain('There is no database here.');
    expect(readFileSync(file, 'utf8')).toBe('old');
    mkdirSync(folder.file('folder.prom'));
    for (const out of [folder.file('folder.prom'), folder.file('none/jobs.prom')]) {
      const refused = await run(['metrics', path, '--out', out]);
      expect(refused).toMatchObject({ code: 1, out: '' });
      expect(refused.errors).toMatch(/: (it is a folder|ENOENT: no such file or directory)\n$/);
      expect(refused.errors).toContain(`jobs-view: The metrics were not written to ${out}: `);
    }
    expect(readdirSync(folder.path).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('goes through links, which stay, to files that are there or not', async () => {
    await createDatabase(path, { migrated: 'all', rows });
    mkdirSync(folder.file('metrics'));
    writeFileSync(folder.file('metrics/old.prom'), 'old');
    symlinkSync('metrics/old.prom', folder.file('near.prom'));
    symlinkSync(folder.file('near.prom'), folder.file('far.prom'));
    symlinkSync('metrics/new.prom', folder.file('nowhere.prom'));
    for (const [name, target] of Object.entries({ far: 'old', nowhere: 'new' })) {
      const link = folder.file(`${name}.prom`);
      expect(await run(['metrics', path, '--out', link])).toEqual({ code: 0, out: '', errors: '' });
      expect(lstatSync(link).isSymbolicLink()).toBe(true);
      expect(jobsIn(readFileSync(folder.file(`metrics/${target}.prom`), 'utf8'))).toEqual(expected);
    }
    expect(lstatSync(folder.file('near.prom')).isSymbolicLink()).toBe(true);
  });

  it('is written to what the shell opened, to a FIFO and to a device, which stay', async () => {
    await createDatabase(path, { migrated: 'all', rows });
    const [pipe, device, log] = ['pipe', 'null', 'log'].map(folder.file) as [string, string, string];
    execFileSync('mkfifo', [pipe]);
    // Only root makes devices.
    if (process.getuid?.() === 0) execFileSync('mknod', [device, 'c', '1', '3']);
    else symlinkSync('/dev/null', device);
    const before = lstatSync(device).mode;
    const reading = openSync(pipe, constants.O_RDONLY | constants.O_NONBLOCK);
    writeFileSync(log, 'earlier\n');
    const writing = openSync(log, 'a');
    symlinkSync(`/proc/self/fd/${writing}`, folder.file('opened'));
    try {
      for (const out of [pipe, device, folder.file('opened')])
        expect(await run(['metrics', path, '--out', out])).toEqual({ code: 0, out: '', errors: '' });
      expect(
        jobsIn(readSync(reading, piece) > 0 ? piece.toString('utf8').replace(/\0.*$/s, '') : ''),
      ).toEqual(expected);
    } finally {
      closeSync(reading);
      closeSync(writing);
    }
    expect(lstatSync(pipe).isFIFO()).toBe(true);
    expect(lstatSync(device).mode).toBe(before);
    expect(jobsIn(readFileSync(log, 'utf8').replace(/^earlier\n/, ''))).toEqual(expected);
    expect(readFileSync(log, 'utf8')).toMatch(/^earlier\n/);
  });
});

/** What Prometheus's own checker says against metrics; empty if nothing. */
function complaintOf(metrics: string): string {
  const { stdout, stderr, status } = spawnSync('promtool', ['check', 'metrics'], {
    input: metrics,
    encoding: 'utf8',
  });
  return status === 0 ? '' : `${status}: ${stdout}${stderr}`;
}

needs('promtool').it('promtool has nothing to say against what metrics prints', async () => {
  const hour = 3_600_000;
  const many = Array.from({ length: 30 }, (_, index) => ({
    status: ['COMPLETED', 'FAILED', 'RUNNING', 'QUEUED'][index % 4] ?? '',
    plugin_name: 'p',
    claim_time: Date.now() - hour,
    end_time: index % 4 < 2 ? Date.now() - index * 1000 : null,
    job_type: index % 5 === 0 ? 'odd "word"\n' : 'PARSE',
  }));
  const paths = ['one', 'two "quoted" \\ back'].map((each) => folder.file(`${each}.sqlite`));
  for (const path of paths) await createDatabase(path, { migrated: 'all', rows: many });
  const single = await run(['metrics', paths[1] ?? '']);
  const several = await run(['metrics', ...paths, folder.file('missing.sqlite')]);
  expect([single.code, several.code]).toEqual([0, 1]);
  for (const { out } of [single, several]) {
    expect(out).toContain('jobs_view_up');
    expect(complaintOf(out)).toBe('');
  }
  // It does find what is wrong.
  expect(complaintOf(`${single.out}jobs_view_up{database="x" 1\n`)).not.toBe('');
});
