import { afterEach, describe, expect, it } from '@jest/globals';
import type { JobsEvent } from '../../lib/machine/state/event.js';
import type { Job } from '../../lib/model/job.js';
import type { LogReading } from '../../lib/model/log.js';
import { cells } from '../../lib/view/text/width.js';
import { keys } from './events.js';
import { ended, looked, panelWith, request, textLog, unreadable } from './log-tail-scenes.js';
import { closeStage, goldenAppearance, screenAfter } from './stage-machine.js';

afterEach(closeStage);

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
