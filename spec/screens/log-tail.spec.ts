import { afterEach, describe, expect, it } from '@jest/globals';
import type { JobsEvent } from '../../lib/machine/state/event.js';
import { mostTailLines } from '../../lib/machine/state/log-tail.js';
import type { Job } from '../../lib/model/job.js';
import type { LogReading, LogRequest } from '../../lib/model/log.js';
import { wholePercents } from '../../lib/model/run-times.js';
import { problemOf } from '../../lib/snapshot/files/read-failure.js';
import { cells } from '../../lib/view/text/width.js';
import { LogInMemory } from '../machine/log-in-memory.js';
import { expectGolden } from '../support/golden.js';
import { jobWith, minute, now, pictureOf } from '../view/scene.js';
import { workerLog } from './log-session.js';
import { detailOf } from './panel-scenes.js';
import { closeStage, goldenAppearance, screenAfter } from './stage-machine.js';

const sizes = [
  { columns: 80, rows: 24 },
  { columns: 120, rows: 40 },
] as const;

const job = jobWith({
  id: '3',
  status: 'running',
  statusText: 'RUNNING',
  name: 'fix_parser',
  version: '1.2',
  startedAt: now - 3 * minute,
  itemsProcessed: 420,
  itemsTotal: 1000,
});
const ended = { ...job, status: 'complete', completedAt: now - minute } as const;
const request: LogRequest = {
  jobId: '3',
  place: { kind: 'end' },
  before: mostTailLines,
  after: 0,
  purpose: 'tail',
};

/** Runs of up to four minutes. */
const percentiles = wholePercents.map((percent) => percent * 2400);

const keys = (...names: string[]): JobsEvent[] => names.map((key) => ({ type: 'key', key }));
const panelWith = (reading: LogReading, of: Job = job): readonly JobsEvent[] => [
  { type: 'picture', picture: pictureOf([of]) },
  ...keys('Enter'),
  {
    type: 'picture',
    picture: pictureOf([of], { detail: detailOf(of, { runTimes: { runs: 1240, percentiles } }) }),
  },
  { type: 'log', request, reading },
];
const textLog = (text: string) => new LogInMemory(text, 16_384).read(request, now);
const looked = ['cf_job_logs in /data/jobs.sqlite3', '/logs/3.log'];
const unreadable: LogReading = { kind: 'problem', problem: problemOf('unreadable', '/logs/3.log') };

/** What has happened before the picture is taken, by the name of the screen. */
const scenes: Readonly<Record<string, readonly JobsEvent[]>> = {
  'detail-log': panelWith(workerLog().read(request, now)),
  'detail-log-scrolled': [...panelWith(workerLog().read(request, now)), ...keys('PageDown')],
  'detail-log-short': panelWith(textLog('one\n\x1b[31mtwo\x1b[0m\n')),
  'detail-log-missing': panelWith({ kind: 'none', looked, recorded: '/home/operator/logs/3.log' }, ended),
  'detail-log-none': panelWith({ kind: 'none', looked }, ended),
};

afterEach(closeStage);

describe.each(sizes)('the end of the log in the detail panel at $columns×$rows', (size) => {
  it.each(Object.keys(scenes))('shows %s', async (name) => {
    const text = await screenAfter(scenes[name] ?? [], size);
    expectGolden(`${name}-${size.columns}x${size.rows}`, text);
  });
});

const lastOf = async (events: readonly JobsEvent[], look = goldenAppearance) => {
  const lines = (await screenAfter([...events, ...keys('PageDown')], { columns: 80, rows: 24 }, look)).split(
    '\n',
  );
  const rule = lines.findLastIndex((line) => /^[╟├|+]/.test(line));
  return lines.slice(0, rule).map((line) => line.slice(1, -1).trim());
};

describe('the end of the log in the detail panel', () => {
  it('says in one line why there are no lines', async () => {
    const said = async (reading: LogReading, of?: Job) =>
      (await lastOf(panelWith(reading, of))).findLast((line) => line !== '');
    expect(await said({ kind: 'none', looked })).toBe('Log           none yet');
    expect(await said({ kind: 'none', looked }, ended)).toBe('Log           none');
    expect(await said(textLog(''))).toBe('Log           empty so far');
    expect(await said(textLog(''), ended)).toBe('Log           empty');
    expect(await said({ kind: 'none', looked, recorded: 's3://bucket/3.log' })).toBe(
      'Log           the file is missing: s3://bucket/3.log',
    );
    expect(await said(unreadable)).toMatch(/^Log {11}cannot be read: \w.*/);
  });

  it('keeps the lines that it has beside what is wrong now', async () => {
    const events = [
      ...panelWith(textLog('one\ntwo\n')),
      { type: 'log', request, reading: unreadable } as const,
    ];
    const lines = (await lastOf(events)).filter((line) => line !== '').slice(-3);
    expect(lines).toEqual([expect.stringMatching(/^Log • cannot be read: \w/), 'one', 'two']);
  });

  it('shows hostile text clean, whole lines and no more than fit', async () => {
    const text = [
      'shown once\rover',
      '\x1b]0;title\x07\x1b[2J\x1b[Hafter',
      `${'wide 宽'.repeat(40)}`,
      '{bold}tags{/bold}',
      '\u202eright to left',
    ].join('\n');
    const screen = await screenAfter([...panelWith(textLog(text)), ...keys('PageDown')], {
      columns: 80,
      rows: 24,
    });
    expect(screen).toContain('overn once');
    expect(screen).toContain(' after ');
    expect(screen).toContain('{bold}tags{/bold}');
    expect(screen).not.toMatch(/title|\x1b|\u202e/);
    for (const line of screen.trimEnd().split('\n')) expect(cells(line)).toBe(80);
  });

  it('speaks ASCII where the terminal does', async () => {
    const events = panelWith(textLog('r\u00e9sum\u00e9\n'));
    const screen = await screenAfter(events, sizes[1], { ...goldenAppearance, unicode: false });
    expect(screen).toMatch(/^[\x20-\x7e\n]*$/);
    expect(screen).toContain('r?sum?');
  });
});
