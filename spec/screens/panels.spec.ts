import { afterEach, describe, expect, it } from '@jest/globals';
import type { JobsEvent } from '../../lib/machine/state/event.js';
import { type Job, qualifiedId } from '../../lib/model/job.js';
import type { LogReading } from '../../lib/model/log.js';
import type { EndCounts } from '../../lib/model/monitoring/ends.js';
import type { Monitoring } from '../../lib/model/monitoring/monitoring.js';
import { problemOf } from '../../lib/snapshot/files/read-failure.js';
import type { Size } from '../../lib/view/frame.js';
import { sinkTable } from '../../lib/view/monitoring/sinks-part.js';
import { cells } from '../../lib/view/text/width.js';
import { contextWith, minute, now, sceneJobs } from '../view/scene.js';
import { keys, read } from './events.js';
import { type Course, courses, seenIn } from './forecast-scene.js';
import { ended, looked, panelWith, request, textLog, unreadable } from './log-tail-scenes.js';
import { dayOfEnds, monitoring, spoilt, unmigrated } from './monitoring-scene.js';
import { backlog } from './panel-scenes.js';
import { otherSizes, usualSize } from './scenes.js';
import { closeStage, goldenAppearance, screenAfter } from './stage-machine.js';
import { workers } from './workers-scene.js';

const least: Size = { columns: 60, rows: 16 };
const large: Size = { columns: 120, rows: 40 };
const seen = (what: Monitoring): JobsEvent => read(sceneJobs, { monitoring: what });

/** The monitoring panel after these keys, and a read that answers them. */
const panel = (what: Monitoring, size: Size, ...pressed: string[]): Promise<string> =>
  screenAfter([seen(what), ...keys('m'), seen(what), ...keys(...pressed), seen(what)], size);

afterEach(closeStage);

describe('a figure', () => {
  it.each([
    [[1790, 1796, 1794], 'Depth: 1.7k now, 1.7k–1.7k'],
    [[0, 1796, 12], 'Depth: 12 now, 0 to 1.7k'],
  ])('is whole in the range of the depths %j', async (depths, said) => {
    const depth = depths.slice(0, -1).map((each, index) => ({ at: now - (3 - index) * minute, depth: each }));
    // Now it is as counted, whatever a worker said last.
    const counts = { queued: depths.at(-1) ?? 0, running: 0, complete: 0, failed: 0, cancelled: 0, other: 0 };
    const reads = read(sceneJobs, { monitoring: { ...monitoring, depth }, counts });
    expect(await screenAfter([reads, ...keys('m'), reads], usualSize)).toContain(`│ ${said} `);
  });

  it('is whole in the title of the throughput on the smallest screen', async () => {
    expect(await panel(monitoring, least, '+')).toContain('┌ THROUGHPUT (15m)─┐');
  });

  it('is whole in a pipeline of one line', async () => {
    const screen = await screenAfter([read(sceneJobs, { pipeline: backlog }), ...keys('P')], least);
    expect(screen).toContain('│  3.3M files ─@54k─▶ 2.8M ─@43─▶ 500 ready, 40 run');
  });
});

describe('the monitoring panel', () => {
  it('shows the position in the sinks rather than their latencies', async () => {
    expect(await panel(spoilt, least, 's')).toMatch(/SINKS by errors ─+ 1–2 of 18─┐/);
  });

  it('shows no size of rows whose bytes were not recorded', async () => {
    expect(await panel(monitoring, usualSize)).toMatch(/└─ transactions +- +45,782/);
  });

  it('has no scale where no rate was reported', async () => {
    const screen = await panel({ ...monitoring, throughput: [] }, usualSize);
    expect(screen).toContain('Nothing reported in 5m');
    expect(screen).not.toContain('scale');
  });

  it('says that no sink has been written to, and does not call a table missing that is there', async () => {
    const screen = await panel({ ...monitoring, sinks: [] }, large);
    expect(screen).toContain('│ No sink has been written to yet ');
    expect(screen).not.toContain('migrate');
  });

  it('shows the rate of each output, not that of its sink', () => {
    const sums = { rows: 1n, bytes: 2n, errors: 0n };
    const sinks = monitoring.sinks
      .slice(0, 1)
      .map((sink) => ({ ...sink, outputs: ['a', 'b'].map((name) => ({ name, ...sums })) }));
    const rates = { sink: () => 812, output: (_: string, name: string) => (name === 'a' ? 31 : null) };
    const { header, rows } = sinkTable({ sinks, rates, sortedBy: 'rate' }, 0, 3, 70, contextWith());
    const at = header.findIndex((title) => title.trim() === 'Rate');
    expect(rows.map((row) => row[at]?.text.trim())).toEqual(['812/s', '31/s', '-']);
  });

  it('keeps its keys in sight while the picture is old', async () => {
    const old: JobsEvent = {
      type: 'problem',
      problem: problemOf('busy', '/data/jobs.db'),
      at: now - 3 * minute,
    };
    const lines = (await screenAfter([seen(monitoring), ...keys('m'), old], usualSize)).trimEnd().split('\n');
    expect(lines.at(-3)).toMatch(/^├─ database busy 3m, showing last good data ─+┤$/);
    expect(lines.at(-2)).toContain('[Esc/q] Back');
  });
});

it('the help gives reasons for the keys of its own panel only', async () => {
  const help = (...pressed: string[]) =>
    screenAfter([seen(monitoring), ...keys(...pressed, '?')], { columns: 200, rows: 60 });
  expect(await help()).toContain('(no filter is set)');
  expect(await help()).not.toContain('(Tab to Sinks first)');
  expect(await help('m')).toContain('(Tab to Sinks first)');
  expect(await help('m')).not.toContain('(no filter is set)');
});

it('a title shortened twice in a row has one sign of it', async () => {
  const jobs = sceneJobs.map((job) => ({ ...job, name: 'a_name_that_is_far_too_long_for_this_screen' }));
  const screen = await screenAfter([read(jobs), ...keys('j', 'S')], least);
  expect(screen).toContain('(iter 3)');
  expect(screen).not.toContain('……');
});

it('the outlook includes arrivals once five minutes were seen, and not after a clock that was set back', async () => {
  const seen = seenIn(courses.drains);
  const queued = '2,000 queued • 52/min • empty in ~39m';
  expect(await screenAfter(seen.slice(-20), large)).toContain(`${queued} if none arrive  `);
  expect(await screenAfter(seen.slice(-22), large)).toContain(`${queued}  `);
  expect(await screenAfter([...seen, ...seen.slice(-9)], large)).toContain(`${queued} if none`);
});

it.each([
  [4, 20, 15, '20/min • empty in ~26m  ', 'starts in ~6m'],
  [4, 20, 5, '20/min • empty in roughly 26m  ', 'starts in roughly 6m'],
  [20, 4, 5, '4/min • empty in roughly 2h 12m', 'starts in roughly 28m'],
])(
  '%i jobs a minute that became %i %i minutes ago forecast alike above the list and in it',
  async (...given) => {
    const [was, is, minutes, bar, row] = given;
    // A few jobs are cancelled as well, which isn't a pace.
    const ends = Array.from({ length: 60 }, (_, index) => (index < 60 - minutes ? was : is));
    const seen = seenIn({ queued: 528, fewerPerMinute: 1.1 * is, endedPerMinute: is }).map(
      (event): JobsEvent => {
        if (event.type !== 'picture' || !event.picture.pace) return event;
        const pace = { ...event.picture.pace, ended: ends, oldestWaitingAt: now - 60 * minute };
        return { ...event, picture: { ...event.picture, pace } };
      },
    );
    const text = await screenAfter([...seen, ...keys('G')], large);
    expect(text).toContain(`528 queued • ${bar}`);
    expect(text).toContain(`112th in line • ${row}`);
  },
);

it('the charts of a large screen say when they begin and end, and what the line in them is', async () => {
  const seen = (ends?: EndCounts) =>
    read(sceneJobs, { monitoring: { ...monitoring, ...(ends && { ends }) } });
  const size = { columns: 200, rows: 60 };
  const rows = await screenAfter([seen(), ...keys('m')], size);
  const minutes = /│ 11:55 UTC +12:00 UTC │/g;
  expect(rows.match(minutes)).toHaveLength(2);
  expect(rows).not.toContain('before');
  const day = [seen(), ...keys('m', 'b', 'b', '+', '+', '+'), seen(dayOfEnds)];
  const jobs = await screenAfter(day, size);
  expect(jobs).toMatch(/THROUGHPUT \(24h\) +╌▒ 24h before +scale 0-\d+ jobs\/min/);
  expect(jobs).toMatch(/│ yesterday 12:05 UTC +12:00 UTC │/);
  expect(jobs).toMatch(/│ 11:00 UTC +12:00 UTC │/);
  // A low box is for the curves.
  expect(await screenAfter(day, usualSize)).not.toContain('12:00 UTC');
});

it('a throughput is never called unknown while it is known how many jobs end', async () => {
  const course = (endedPerMinute: number): Course => ({
    ...courses.drains,
    endedPerMinute,
    monitoring: unmigrated,
  });
  const screen = async (seen: readonly JobsEvent[], resetBefore: number) => {
    const [before, after] = [seen.slice(0, seen.length - resetBefore), seen.slice(seen.length - resetBefore)];
    const text = await screenAfter(
      [...before, ...keys('m'), ...before.slice(-1), ...keys('r'), ...after],
      large,
    );
    expect(text).not.toContain('throughput is not known');
    expect(text).toContain('rows per second: jobs-view migrate');
    return text;
  };
  expect(await screen(seenIn(course(55)), 0)).toContain('Nothing to show for the first minute after a reset');
  expect(await screen(seenIn(course(55)), 20)).toMatch(/\d\d jobs\/min {3}/);
  expect(await screen(seenIn(course(0)), 20)).toContain('Nothing finished since the reset');
  const idle = await screenAfter([...seenIn(course(0)), ...keys('m'), ...seenIn(course(0)).slice(-1)], large);
  expect(idle).toContain('Nothing finished in 15m, nor in the one before');
});

describe('the workers panel', () => {
  it.each([usualSize, ...otherSizes])('names the database of a job once at $columns×$rows', async (size) => {
    const jobs = (workers.jobs?.jobs ?? []).map((job) => ({
      ...job,
      id: qualifiedId('archive', job.id),
      database: 'archive',
    }));
    const of = workers.jobs?.of ?? '';
    const text = await screenAfter(
      [read(sceneJobs), ...keys('w'), read(sceneJobs, { workers: { ...workers, jobs: { of, jobs } } })],
      size,
    );
    const [line = ''] = text.split('\n').filter((each) => each.includes('archive'));
    expect(line).toMatch(/archive .*job \d/);
    expect(line).not.toContain('of archive');
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
  it('has one line that says why there is no text', async () => {
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

  it('keeps its lines below a problem with the next read', async () => {
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

  it('is ASCII on a terminal without Unicode', async () => {
    const events = panelWith(textLog('r\u00e9sum\u00e9\n'));
    const screen = await screenAfter(
      events,
      { columns: 120, rows: 40 },
      { ...goldenAppearance, unicode: false },
    );
    expect(screen).toMatch(/^[\x20-\x7e\n]*$/);
    expect(screen).toContain('r?sum?');
  });
});
