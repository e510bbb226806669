import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Connection } from '../../lib/machine/state/state.js';
import { alertText, terminalTitle } from '../../lib/view/screen/terminal-title.js';
import { cells } from '../../lib/view/text/width.js';
import { hostileText } from './any-value.js';
import { appearance, contextWith, pictureOf, sceneJobs } from './scene.js';

const ascii = { ...appearance, unicode: false };

describe('the text of an alert', () => {
  it.each([
    [1, ['alpha'], 'Jobs View: 1 job failed: alpha'],
    [2, ['alpha', 'beta'], 'Jobs View: 2 jobs failed: alpha, beta'],
    [3, ['alpha', 'beta'], 'Jobs View: 3 jobs failed: alpha, beta, …'],
    [5, ['a', 'b', 'c', 'd'], 'Jobs View: 5 jobs failed: a, b, c, …'],
    [1200, [], 'Jobs View: 1,200 jobs failed'],
    [1, ['\x1b[2J\x07'], 'Jobs View: 1 job failed'],
    [1, ['漢'.repeat(80)], `Jobs View: 1 job failed: ${'漢'.repeat(19)}…`],
  ])('counts %i failed jobs, and names at most three of %j', (count, names, expected) => {
    expect(alertText({ count, names }, appearance)).toBe(expected);
  });

  it('is clean, short, and begins with a letter, whatever jobs are called', () => {
    fc.assert(
      fc.property(fc.nat(), fc.array(hostileText), fc.boolean(), (count, names, unicode) => {
        const text = alertText({ count, names }, unicode ? appearance : ascii);
        expect(text).toMatch(unicode ? /^J[^\p{C}\p{Default_Ignorable_Code_Point}]*$/u : /^J[ -~]*$/);
        expect(cells(text)).toBeLessThan(180);
      }),
    );
  });
});

describe('the window title', () => {
  const counted = (failed: number, running: number): Connection => ({
    kind: 'live',
    picture: pictureOf(sceneJobs, {
      counts: { queued: 9, running, complete: 9, failed, cancelled: 9, other: 9 },
    }),
  });

  it.each<[Connection, string, string]>([
    [counted(2, 5), 'jobs 2✗ 5↻ casparian_flow.sqlite3', 'jobs 2F 5R casparian_flow.sqlite3'],
    [counted(0, 5), 'jobs 5↻ casparian_flow.sqlite3', 'jobs 5R casparian_flow.sqlite3'],
    [counted(1234, 0), 'jobs 1,234✗ casparian_flow.sqlite3', 'jobs 1,234F casparian_flow.sqlite3'],
    [{ kind: 'loading' }, 'jobs casparian_flow.sqlite3', 'jobs casparian_flow.sqlite3'],
  ])('begins with the counts', (connection, unicode, inAscii) => {
    expect(terminalTitle(connection, contextWith())).toBe(unicode);
    expect(terminalTitle(connection, contextWith(ascii))).toBe(inAscii);
  });

  it('leaves out a database of whose name nothing can be shown', () => {
    expect(terminalTitle(counted(2, 5), contextWith({ databaseLabel: '/\x1b]0;x\x07' }))).toBe('jobs 2✗ 5↻');
  });
});
