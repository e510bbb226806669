import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { TerminalText } from '../../lib/commands/log.js';
import { initialState, JobsStateMachine } from '../../lib/machine/jobs-state-machine.js';
import type { JobsEvent } from '../../lib/machine/state/event.js';
import type { Connection } from '../../lib/machine/state/state.js';
import type { Job } from '../../lib/model/job.js';
import { recordProgress, sharesDone } from '../../lib/model/progress.js';
import { alertText, terminalProgress, terminalTitle } from '../../lib/view/screen/terminal-title.js';
import { cells } from '../../lib/view/text/width.js';
import { hostileText } from './any-value.js';
import { appearance, contextWith, jobWith, now, pictureOf, sceneJobs } from './scene.js';

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
  const stateOf = (connection: Connection) => ({ connection, wait: null, waitEnded: null });
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
    expect(terminalTitle(stateOf(connection), contextWith())).toBe(unicode);
    expect(terminalTitle(stateOf(connection), contextWith(ascii))).toBe(inAscii);
  });
});

describe('the progress that a terminal shows', () => {
  const at = (status: Job['status'], itemsProcessed: number | null, itemsTotal: number | null): Job =>
    jobWith({ id: `${status} ${itemsProcessed}`, status, itemsProcessed, itemsTotal });
  const unknown = at('running', 7, null);
  const given = (jobs: readonly Job[], failed: number, running = jobs.length, asOf = now) =>
    pictureOf([at('complete', 1, 100)], {
      ...{ asOf, counts: { queued: 9, running, complete: 9, failed, cancelled: 9, other: 9 } },
      progress: sharesDone(jobs.filter(({ status }) => status === 'running')),
    });

  it.each([
    [[at('running', 20, 100), at('running', 500, 100), unknown, at('complete', 1, 100)], 'share', 60],
    [[{ ...unknown, itemsProcessed: null, progressPercent: 33.4 }], 'share', 33],
    [[unknown], 'busy', 0],
    [[at('complete', 1, 100)], undefined, undefined],
  ])(
    'is the mean of the running jobs that report theirs, wherever the list stands',
    (jobs, kind, percent) => {
      const running = jobs.filter(({ status }) => status === 'running').length;
      const connection: Connection = { kind: 'live', picture: given(jobs, 3, running) };
      const told = terminalProgress({ ...initialState(), connection });
      expect({ kind: told?.kind, percent: told?.percent }).toEqual({ kind, percent });
    },
  );

  it('is red from a failure that the operator has not seen until they look', () => {
    const machine = new JobsStateMachine({ heightOf: () => 2, recordProgress });
    const half = at('running', 50, 100);
    const told = (event: JobsEvent) => {
      machine.handle(event);
      return terminalProgress(machine.state);
    };
    const shows = (jobs: readonly Job[], failed: number, seconds: number): JobsEvent => ({
      ...{ type: 'picture', picture: given(jobs, failed, jobs.length, now + 1000 * seconds) },
    });
    expect(told(shows([half], 0, 0))).toEqual({ kind: 'share', percent: 50 });
    expect(told(shows([half], 1, 1))).toEqual({ kind: 'share', percent: 50 });
    told({ type: 'focus', focused: false, at: now + 2000 });
    expect(told(shows([half], 1, 3))).toEqual({ kind: 'share', percent: 50 });
    expect(told(shows([half], 2, 4))).toEqual({ kind: 'failed', percent: 50 });
    expect(told(shows([], 2, 5))).toEqual({ kind: 'failed', percent: 100 });
    told({ type: 'focus', focused: true, at: now + 6000 });
    expect(told(shows([half], 2, 7))).toEqual({ kind: 'share', percent: 50 });
  });
});

/** The text of a log that comes in these portions. */
function shown(portions: readonly Uint8Array[], unicode = true): string {
  const text = new TerminalText(unicode);
  return portions.map((portion) => text.of(portion)).join('') + text.end();
}

const bytes = (text: string) => Buffer.from(text);

describe('a log on a terminal', () => {
  it('is line by line, with a line break at the end', () => {
    expect(shown([bytes('one\r\n  two\n\nthree')])).toBe('one\n  two\n\nthree\n');
    expect(shown([bytes('one\n')])).toBe('one\n');
    expect(shown([])).toBe('');
  });

  it('is the same in whatever portions it comes', () => {
    const cuts = fc.array(fc.nat(400), { maxLength: 6 });
    fc.assert(
      fc.property(fc.array(hostileText, { maxLength: 8 }), cuts, (lines, at) => {
        const whole = bytes(lines.join('\n'));
        const places = [
          0,
          ...at.map((each) => Math.min(each, whole.length)).sort((a, b) => a - b),
          whole.length,
        ];
        const portions = places.slice(1).map((to, index) => whole.subarray(places[index], to));
        expect(shown(portions)).toBe(shown([whole]));
      }),
    );
  });

  it('has no control character or escape sequence', () => {
    fc.assert(
      fc.property(fc.array(hostileText), fc.boolean(), (lines, unicode) => {
        const affecting = unicode ? /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/ : /[^\n -~]/;
        expect(shown([bytes(lines.join('\n'))], unicode)).not.toMatch(affecting);
      }),
    );
  });

  it('holds back no more of a line than fits into memory', () => {
    const text = new TerminalText(true);
    const long = 'x'.repeat(200_000);
    expect(text.of(bytes(long)).length).toBe(200_000);
    expect(text.end()).toBe('\n');
  });
});
