import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Connection } from '../../lib/machine/state/state.js';
import type { Outlook } from '../../lib/model/forecast/outlook.js';
import type { Picture } from '../../lib/model/picture.js';
import type { Problem } from '../../lib/model/problem.js';
import { problemOf } from '../../lib/snapshot/files/read-failure.js';
import { countText } from '../../lib/view/format/numbers.js';
import { problemMessage } from '../../lib/view/layout/message.js';
import { frameOf } from '../../lib/view/screen/frame-of.js';
import { statusLines } from '../../lib/view/screen/status-bar.js';
import { spansOf, textOf } from '../../lib/view/text/line.js';
import { cells } from '../../lib/view/text/width.js';
import { outlookVersions } from '../../lib/view/words/outlook-words.js';
import { appearance, contextWith, drawn, now, pictureOf, sceneJobs, stateWith } from './scene.js';
import { inside, missing, normal, screen } from './screen-scene.js';

function stale(problem: Problem, since: number): Connection {
  return { kind: 'stale', picture: pictureOf(sceneJobs), problem, since };
}

describe('the status bar', () => {
  const crowded = pictureOf(sceneJobs, {
    counts: { queued: 45, running: 2, complete: 3, failed: 1, cancelled: 4, other: 6 },
  });
  const empty = pictureOf(sceneJobs, {
    counts: { queued: 0, running: 0, complete: 0, failed: 0, cancelled: 0, other: 0 },
    totals: { filesProcessed: 0, filesTotal: 0, outputBytes: 0n },
  });

  const live = (picture: Picture): Connection => ({ kind: 'live', picture });

  /** The bar's text at a height without a line for notices; `~` for where its two sides are far apart. */
  function bar(connection: Connection, columns = 120): string {
    const frame = frameOf(stateWith({ connection }), { columns, rows: 16 }, now, appearance);
    return frame.status?.lines.map(textOf).join('\n').trim().replace(/ {4,}/, ' ~ ') ?? '';
  }

  it.each([
    [
      120,
      '↻ 2 running   ✓ 3 done   ✗ 1 failed   ◌ 45 queued   ⊘ 4 cancelled   ? 6 other ~ 1,235/1,247 files • 847 MB output',
    ],
    [
      110,
      '↻ 2 running  ✓ 3 done  ✗ 1 failed  ◌ 45 queued  ⊘ 4 cancelled  ? 6 other ~ 1,235/1,247 files • 847 MB',
    ],
    [100, '↻ 2 running  ✓ 3 done  ✗ 1 failed  ◌ 45 queued  ⊘ 4 cancelled  ? 6 other ~ 1,235/1,247 files'],
    [80, '↻ 2 running  ✓ 3 done  ✗ 1 failed  ◌ 45 queued  ⊘ 4 cancelled  ? 6 other'],
    [72, '↻ 2 running  ✓ 3 done  ✗ 1 failed  ◌ 45 queued  ⊘ 4 cancelled  ? 6'],
    [60, '↻ 2 running  ✓ 3 done  ✗ 1 failed  ◌ 45  ⊘ 4  ? 6'],
  ])('at %i columns reads: %s', (columns, expected) => {
    expect(bar(live(crowded), columns)).toBe(expected);
  });

  const anyCount = fc.nat({ max: 20_000_000 });
  const anyCounts = fc.record({
    ...{ queued: fc.oneof(fc.constant(0), anyCount), running: anyCount, complete: anyCount },
    ...{ failed: anyCount, cancelled: fc.oneof(fc.constant(0), anyCount) },
    other: fc.oneof(fc.constant(0), anyCount),
  });
  const byImportance = ['✗ failed', '↻ running', '✓ done', '◌ queued', '⊘ cancelled', '? other'];

  it('takes the words of the statuses that matter least first, and cuts no number', () => {
    fc.assert(
      fc.property(anyCounts, fc.integer({ min: 60, max: 130 }), (counts, columns) => {
        const texts = bar(live({ ...empty, counts }), columns).split(/ {2,}/);
        expect(texts.length).toBeGreaterThanOrEqual(3);
        for (const text of texts) expect(text).toMatch(/^[↻✓✗◌⊘?] [\d.,]+[kM]?(?: [a-z]+)?$/);
        const hasWord = byImportance.flatMap((status) => {
          const [sign = '', word = ''] = status.split(' ');
          const text = texts.find((each) => each.startsWith(sign));
          return text === undefined ? [] : [text.endsWith(` ${word}`)];
        });
        expect(hasWord).toEqual(hasWord.toSorted((one, other) => Number(other) - Number(one)));
      }),
    );
  });

  it('loses nothing where two lines have room for all', () => {
    const perMinute = fc.option(fc.double({ min: 0.1, max: 5000, noNaN: true }), { nil: null });
    fc.assert(
      fc.property(anyCounts, perMinute, fc.integer({ min: 56, max: 200 }), (counts, rate, width) => {
        const left = rate === null ? null : { ms: (counts.queued / rate) * 60_000, isRough: true };
        const outlook: Outlook = {
          perMinute: rate,
          isSure: false,
          verdict: { kind: 'unknown' },
          workLeft: left,
          ...{ oldestWaitingAt: null, heldBack: 0 },
        };
        const picture = { ...crowded, counts, troubles: { gone: 0, silent: 2, stalled: 0 } };
        const [first, second] = statusLines(picture, width, { ...contextWith(), outlook });
        for (const line of [first, second ?? first]) expect(cells(textOf(line))).toBe(width);
        const all = textOf([...first, { text: '  ', style: 'plain' }, ...(second ?? [])]);
        const words =
          counts.queued === 0 ? '' : textOf(spansOf(outlookVersions(outlook, contextWith())[0] ?? []));
        const totals = '1,235/1,247 files • 847 MB output';
        const piecesOf = (status: keyof typeof counts, word: string, after = '') =>
          counts[status] === 0 && !['running', 'complete', 'failed'].includes(status)
            ? []
            : [`${countText(counts[status])} ${word}${after}`];
        const pieces = [
          ...piecesOf('running', 'running', ' (2 silent)'),
          ...piecesOf('complete', 'done'),
          ...piecesOf('failed', 'failed'),
          ...piecesOf('queued', 'queued'),
          ...piecesOf('cancelled', 'cancelled'),
          ...piecesOf('other', 'other'),
        ];
        const above = pieces.reduce((sum, piece) => sum + cells(piece) + 4, -2);
        if (above > width || cells(words) + 4 + cells(totals) > width) return;
        for (const piece of [...pieces, words, totals]) expect(all).toContain(piece);
      }),
    );
  });

  it('shows running, done and failed even as zeros, dim, and no other zero', () => {
    expect(bar(live(empty))).toBe('↻ 0 running   ✓ 0 done   ✗ 0 failed');
    const styles = (picture: Picture) =>
      frameOf(stateWith({ connection: live(picture) }), normal, now, appearance)
        .status?.lines[0]?.filter((span) => span.text.trim() !== '')
        .map((span) => span.style);
    expect(styles(empty)).toEqual(Array(6).fill('dim'));
    expect(styles(crowded)?.slice(0, 6)).toEqual([
      'running',
      'plain',
      'complete',
      'plain',
      'failed',
      'plain',
    ]);
  });

  it('makes room for what is wrong where there is no line for it', () => {
    const connection = stale({ ...missing, code: 'busy' }, now - 12_000);
    expect(bar(connection, 80)).toContain('database busy 12s, showing last good data');
    expect(bar(connection, 80)).toContain('✗ 1');
  });
});

describe('the notice of the connection', () => {
  function notice(connection: Connection): string {
    const frame = frameOf(stateWith({ connection }), { columns: 120, rows: 24 }, now, appearance);
    return textOf(frame.status?.lines[1] ?? []).trim();
  }
  const busy: Problem = { ...missing, code: 'busy', sentence: 'Writers left no quiet instant.' };

  it.each<[string, Connection, string]>([
    ['all is well', { kind: 'live', picture: pictureOf(sceneJobs) }, ''],
    [
      'a change was just seen',
      { kind: 'live', picture: pictureOf(sceneJobs), overtakenSince: now - 1999 },
      '',
    ],
    [
      'the read of a change takes long',
      { kind: 'live', picture: pictureOf(sceneJobs), overtakenSince: now - 2000 },
      'as of 2s ago',
    ],
    [
      'some jobs were compared a while ago',
      { kind: 'live', picture: { ...pictureOf(sceneJobs), rightSince: now - 12_000 } },
      'some jobs as of 12s ago',
    ],
    [
      'all jobs were compared just now',
      { kind: 'live', picture: { ...pictureOf(sceneJobs), rightSince: now - 1999 } },
      '',
    ],
    ['a failure of an instant', stale(busy, now - 900), ''],
    ['a failure of three seconds', stale(busy, now - 3000), 'as of 3s ago'],
    ['a database missing for three seconds', stale(missing, now - 3000), 'as of 3s ago, database missing'],
    ['a busy database', stale(busy, now - 12_000), 'database busy 12s, showing last good data'],
    [
      'a missing database',
      stale(missing, now - 120_000),
      'database missing 2m, showing last good data: There is no file at this path.',
    ],
  ])('names the age and the problem, or is empty: %s', (_, connection, expected) => {
    expect(notice(connection)).toBe(expected);
  });

  it.each([
    ['missing', 'database missing'],
    ['empty', 'database empty'],
    ['not-a-file', 'not a database file'],
    ['unreadable', 'database not readable'],
    ['not-a-database', 'not a database'],
    ['duckdb', 'a DuckDB database'],
    ['damaged', 'database damaged'],
    ['foreign', 'no job queue in database'],
    ['busy', 'database busy'],
    ['no-memory', 'too little address space'],
    ['failed', 'reading failed'],
  ] as const)('has words of its own for a database that is %s', (code, words) => {
    const problem = stale({ ...missing, code, sentence: '' }, now - 20_000);
    expect(notice(problem)).toBe(`${words} 20s, showing last good data`);
  });

  it('says how long a file is waited for, from a second on, and waits for none that is something else', () => {
    const said = (code: 'missing' | 'not-a-file' | 'duckdb', ms: number) =>
      JSON.stringify(problemMessage(problemOf(code, '/x'), now - ms, contextWith()));
    expect(said('missing', 5000)).toContain('Waiting for 5s');
    for (const other of [said('missing', 999), said('not-a-file', 5000), said('duckdb', 5000)])
      expect(other).not.toMatch(/Waiting for \d/);
  });

  it('gives its line to what hampers the watch while nothing else is wrong, and there is room', () => {
    const degraded = 'No events\u001b[2J for the folder';
    const rows = (connection: Connection, height: number) =>
      inside(
        drawn(frameOf(stateWith({ connection }), { columns: 80, rows: height }, now, appearance, degraded)),
      );
    const live: Connection = { kind: 'live', picture: pictureOf(sceneJobs) };
    expect(rows(live, 24)[1]).toBe('No events for the folder');
    expect(rows(stale(missing, now - 3000), 24)[1]).toBe('as of 3s ago, database missing');
    expect(rows(live, 16).join()).not.toContain('No events');
    expect(rows(live, 16)[0]).toContain('847 MB');
    expect(rows({ kind: 'down', problem: missing, since: now }, 24).join()).not.toContain('No events');
  });

  it('keeps the last good picture on the screen', () => {
    expect(screen({ connection: stale(missing, now - 60_000) })).toContain('▸ ✗ PARSE    fix_parser v1.2');
  });

  it('has its state in the title', () => {
    const word = (connection: Connection) =>
      / (\S+|no data|partly live) ─┐/.exec(screen({ connection }))?.[1];
    expect(word({ kind: 'loading' })).toBe('loading');
    expect(word({ kind: 'live', picture: pictureOf(sceneJobs) })).toBe('live');
    expect(word({ kind: 'live', picture: pictureOf(sceneJobs), overtakenSince: now - 1999 })).toBe('live');
    expect(word({ kind: 'live', picture: pictureOf(sceneJobs), overtakenSince: now - 2000 })).toBe('stale');
    expect(word(stale(missing, now - 60_000))).toBe('stale');
    expect(word({ kind: 'down', problem: missing, since: now })).toBe('waiting');
    expect(word({ kind: 'down', problem: { ...missing, code: 'damaged' }, since: now })).toBe('no data');
  });
});
