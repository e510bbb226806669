import { beforeEach, describe, expect, it } from '@jest/globals';
import type { DatabaseVersion } from '../support/database-versions.js';
import { createDatabase, written } from '../support/databases.js';
import type { NativeRow } from '../support/native-protocol.js';
import { jsonOf, runInside as run } from './inside.js';
import { path, refused } from './scene.js';

const minute = 60_000;
const versions: readonly DatabaseVersion[] = ['A', 'B', 'C', 'D'];
/** When a test began: a whole second, since not every version records less. */
let now: number;

/** Who did a job, in the columns that a version has for that; no process of this host. */
function worker(version: DatabaseVersion, name: string): NativeRow {
  if (version === 'B') return { worker_id: name };
  if (version === 'D') return { lease_owner: name };
  return { worker_host: name, worker_pid: 7 };
}

const named = (version: DatabaseVersion, name: string) =>
  version === 'A' || version === 'C' ? `${name}:7` : name;

function rowsOf(version: DatabaseVersion): readonly NativeRow[] {
  const end = version === 'B' ? 'completed_at' : 'end_time';
  const job = (id: number, plugin: string, who: string, from: number, to: number | null, status: string) => ({
    ...{ id, plugin_name: plugin, status, claim_time: written(version, now - from * minute) },
    ...worker(version, who),
    ...(to === null ? {} : { [end]: written(version, now - to * minute) }),
  });
  return [
    job(1, 'fix_parser', 'one', 10, 8, 'COMPLETED'),
    job(2, 'fix_parser', 'one', 8, 4, 'COMPLETED'),
    job(3, 'fix_parser', 'one', 4, 3, 'FAILED'),
    job(4, 'itch', 'one', 2, null, 'RUNNING'),
    job(5, 'itch', 'two', 30, 29, 'COMPLETED'),
    // Beyond what is looked at unless --period says so.
    job(6, 'old_parser', 'three', 3000, 2990, 'COMPLETED'),
    { id: 7, plugin_name: 'itch', status: 'QUEUED' },
  ];
}

beforeEach(() => {
  now = Math.floor(Date.now() / 1000) * 1000;
});

const json = (command: string, ...args: string[]) => jsonOf(command, path, ...args);

async function lines(command: string, ...args: string[]): Promise<string[]> {
  const { code, out, errors } = await run([command, path, ...args]);
  expect({ code, errors }).toEqual({ code: 0, errors: '' });
  expect(out.endsWith('\n')).toBe(true);
  return out.slice(0, -1).split('\n');
}

const together = /^Together: \d\.\d jobs\/h, was 0\/h in the hour before ▲ • 1 failed, 0 before ▲$/;

describe.each(versions)('the command workers for version %s', (version) => {
  beforeEach(() => createDatabase(path, { version, rows: rowsOf(version), journalMode: 'delete' }));

  it('prints each worker’s state, longest job and runs in the period', async () => {
    const { as_of: _, ...printed } = await json('workers');
    const at = (ago: number) => new Date(now - ago * minute).toISOString();
    expect(printed).toMatchObject({
      ...{ schema: 1, database: path, period_seconds: 3600, total: 2, not_heard_of: 1 },
      workers: [
        {
          ...{ name: named(version, 'one'), state: 'working', trouble_since: null, running: 1 },
          longest_job: { id: 4, name: 'itch', started_at: at(2), running_seconds: expect.any(Number) },
          ...{ done: 2, failed: 1, per_minute: expect.any(Number), last_sign_at: at(2) },
        },
        {
          ...{ name: named(version, 'two'), state: 'idle', running: 0, longest_job: null, done: 1 },
          ...{ failed: 0, last_sign_at: at(29) },
        },
      ],
    });
    const [{ longest_job: longest, per_minute: rate }] = printed.workers as [
      { longest_job: { running_seconds: number }; per_minute: number },
    ];
    expect(longest.running_seconds).toBeGreaterThanOrEqual(120);
    expect(longest.running_seconds).toBeLessThan(180);
    expect(rate).toBeGreaterThan(0.2);
    expect(rate).toBeLessThanOrEqual(0.3);
  });

  it('looks as far back as --period says', async () => {
    const names = async (period: string) =>
      ((await json('workers', '--period', period)).workers as { name: string }[]).map(({ name }) => name);
    const [one, two, three] = ['one', 'two', 'three'].map((name) => named(version, name));
    expect(await names('20m')).toEqual([one]);
    expect(await names('3d')).toEqual([one, two, three]);
    expect(await names('all')).toEqual([one, two, three]);
    expect(await json('workers', '--period', 'all')).toMatchObject({ period_seconds: null, not_heard_of: 0 });
  });

  it('prints lines for people', async () => {
    const [head, one, two, ...others] = await lines('workers');
    expect(head).toMatch(
      /^2 workers in the last hour • 1 at work • 1 before +done +failed +\/min +last sign$/,
    );
    expect(one).toMatch(new RegExp(`^↻ ${named(version, 'one')} +itch 2m( \\d+s)? +2 +1 +0\\.\\d +2m ago$`));
    expect(two).toMatch(new RegExp(`^• ${named(version, 'two')} +idle +1 +0 +<0\\.1 +29m ago$`));
    expect(new Set([head, one, two].map((line) => line?.length)).size).toBe(1);
    expect(others).toEqual(['', expect.stringMatching(together)]);
  });
});

describe.each(versions)('the command parsers for version %s', (version) => {
  beforeEach(() => createDatabase(path, { version, rows: rowsOf(version), journalMode: 'delete' }));

  it('prints each parser’s runs in the period, those with failures first', async () => {
    const { as_of: _, ended, ...printed } = await json('parsers');
    // Of whole steps of five minutes: what ended after the last of them isn't counted yet.
    const { until, ...counts } = ended as Record<'until', string> & Record<'jobs' | 'failed', number[]>;
    const sum = (of: 'jobs' | 'failed') => counts[of].reduce((all, count) => all + count, 0);
    const endedAgo = (...minutes: number[]) =>
      minutes.filter((ago) => now - ago * minute < Date.parse(until)).length;
    expect([sum('jobs'), sum('failed')]).toEqual([endedAgo(29, 8, 4, 3), endedAgo(3)]);
    expect(counts).toMatchObject({ step_seconds: 300, before: { jobs: Array(288).fill(0) } });
    expect(printed).toEqual({
      ...{ schema: 1, database: path, period_seconds: 86_400, total: 2 },
      parsers: [
        {
          ...{ name: 'fix_parser', version: null, runs: 3, done: 2, failed: 1, success: 0.666667 },
          ...{ p50_seconds: 120, p95_seconds: 240, rows: null, runs_with_rows: 0 },
          ...{ last_failed_at: new Date(now - 3 * minute).toISOString(), last_failed_job: 3, failed_jobs: 1 },
          ...{ paused: null, before: null },
        },
        expect.objectContaining({
          ...{ name: 'itch', runs: 1, success: 1, p50_seconds: 60, last_failed_job: null },
        }),
      ],
    });
  });

  it('prints lines for people', async () => {
    const [head, first, second, ...others] = await lines('parsers', '--period', '1h');
    expect(head).toMatch(/^2 parsers in the last hour +runs +ok +p50 +p95 +last ✗$/);
    expect(first).toMatch(/^✗ fix_parser +3 +67% +2m +4m +3m ago$/);
    expect(second).toMatch(/^✓ itch +1 +100% +1m +1m +\S$/);
    expect(others).toEqual(['', expect.stringMatching(together)]);
    expect(await lines('parsers', '--period', 'all')).toHaveLength(4);
  });
});

describe('the command parsers', () => {
  it('prints the difference between versions, and since when a parser is paused', async () => {
    const at = (ago: number) => now - ago * minute;
    const run = (id: number, plugin: string, took: number, status = 'COMPLETED') => ({
      ...{ id, plugin_name: plugin, status, claim_time: at(9), end_time: at(9) + took },
    });
    await createDatabase(path, {
      version: 'D',
      rows: Array.from({ length: 20 }, (_, index) =>
        index < 10
          ? run(index, 'fix v1.9', 4000)
          : run(index, 'fix v1.10', 2500, index % 2 === 0 ? 'FAILED' : 'COMPLETED'),
      ),
      tables: {
        cf_parser_health: [
          {
            ...{ parser_name: 'fix', paused_at: at(60), consecutive_failures: 5 },
            last_failure_reason: 'no\u001b[31m such file',
          },
        ],
      },
    });
    const { parsers } = await json('parsers');
    expect(parsers).toMatchObject([
      {
        version: '1.10',
        before: { version: '1.9', success_change: -0.5, p50_change_seconds: -1.5 },
        paused: {
          since: new Date(at(60)).toISOString(),
          failures: 5,
          last_failure: 'no\u001b[31m such file',
        },
      },
      { version: '1.9', before: null },
    ]);
    const { out } = await runText();
    expect(out).toMatch(/⚠ fix v1\.10 +paused 1h/);
    expect(out).not.toContain('\u001b');
  });

  const runText = () => run(['parsers', path]);
});

describe('a command that prints a panel', () => {
  it('prints that there is nothing in the period, and how to look further back', async () => {
    await createDatabase(path, { rows: [rowsOf('A')[5] ?? {}] });
    expect(await lines('workers')).toEqual([
      'No worker was heard of in the last hour.',
      '1 worker was heard of before that: --period looks further back.',
    ]);
    expect(await lines('parsers')).toEqual([
      'No job that parses has ended in the last 24h.',
      '--period looks further back.',
    ]);
    expect(await json('workers')).toMatchObject({ total: 0, not_heard_of: 1, workers: [] });
    expect(await json('parsers')).toMatchObject({ total: 0, parsers: [] });
  });

  it('prints whole names in a pipe, and fits COLUMNS if that is set', async () => {
    const name = `worker-${'long-'.repeat(20)}name`;
    await createDatabase(path, {
      version: 'B',
      rows: [{ plugin_name: 'p', status: 'RUNNING', worker_id: name, claim_time: written('B', now) }],
    });
    expect((await lines('workers')).join('\n')).toContain(name);
    const narrow = await run(['workers', path], { COLUMNS: '60' });
    for (const line of narrow.out.split('\n')) expect(line.length).toBeLessThanOrEqual(60);
  });

  it.each(['workers', 'parsers'])('refuses wrong periods and missing databases: %s', async (command) => {
    for (const period of ['0s', 'ever', '', '99999999999999999d'])
      expect(await run([command, path, '--period', period])).toMatchObject({ code: 2, out: '' });
    expect(await run([command, `${path}.not`, '--json'])).toMatchObject(
      refused(1, 'There is no database here.'),
    );
  });
});
