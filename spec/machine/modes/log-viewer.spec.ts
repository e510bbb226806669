import { describe, expect, it } from '@jest/globals';
import { logRequestFor } from '../../../lib/machine/requests/log-request.js';
import type { LogReading } from '../../../lib/model/log.js';
import { LogInMemory, logEvent, numberedLog } from '../log-in-memory.js';
import { Session } from './log-viewer-session.js';

describe('a log that is followed', () => {
  it.each(['k', 'PageUp', 'Ctrl-u', 'g'])('stops following with %s; new lines move nothing', (key) => {
    const session = new Session(numberedLog(100)).key(key);
    const { top } = session;
    session.log = numberedLog(120);
    session.read();
    expect([session.top, session.viewer.following]).toEqual([top, false]);
    expect(session.viewer.seenTo).toBe(numberedLog(100).text.length);
  });

  it('counts no line on the screen as new, even in a log shorter than the screen', () => {
    const session = new Session(new LogInMemory('one\ntwo\n')).key('/', 'o', 'n', 'Enter');
    session.log = new LogInMemory('one\ntwo\nthree\n');
    session.read();
    expect(session.viewer).toMatchObject({ following: false, seenTo: 14 });
    // The tenth line is the last one that the screen shows.
    session.log = new LogInMemory('one\n'.repeat(10));
    session.read();
    expect(session.viewer.seenTo).toBe(40);
  });

  it('requests 500 lines at most beyond its screens, however often a key was pressed meanwhile', () => {
    const session = new Session(numberedLog(100));
    session.answers = false;
    session.key(...Array.from({ length: 2000 }, () => 'k'));
    expect(logRequestFor(session.state)).toMatchObject({ before: 4 * 10 + 500, after: 4 * 10 + 10 });
    session.key('g', ...Array.from({ length: 2000 }, () => 'j'));
    expect(logRequestFor(session.state)).toMatchObject({ before: 4 * 10, after: 4 * 10 + 10 + 500 });
  });

  it.each(['G', 'End', 'F'])('is followed again with %s', (key) => {
    const session = new Session(numberedLog(100)).key('g', key);
    expect([session.top, session.viewer.following]).toEqual([90, true]);
  });

  it.each(['k', 'PageUp', 'g'])('is not followed again with %s in a log shorter than the screen', (key) => {
    const session = new Session(new LogInMemory('one\ntwo\n')).key('/', 'o', 'n', 'Enter');
    expect(session.viewer.following).toBe(false);
    expect(session.key(key).viewer.following).toBe(false);
    expect(session.key('j').viewer.following).toBe(true);
  });
});

it('a wrapped line keeps its part at the top when the screen becomes half as wide', () => {
  const session = new Session(new LogInMemory('x'.repeat(8000))).key('w', 'g', 'PageDown');
  const { row } = session.viewer.top;
  expect(row).toBeGreaterThan(0);
  session.resize(10, session.viewer.columns / 2);
  expect(session.viewer.top.row).toBe(2 * row);
});

const line = (index: number) => (index % 10 === 7 ? `ERROR ${index}\n` : `line ${index}\n`);

const logOf = (count: number) =>
  new LogInMemory(Array.from({ length: count }, (_, index) => line(index)).join(''));

const err = ['&', 'E', 'R', 'R', 'Enter'];

/** The first of the lines on the screen. */
const topLine = ({ viewer }: Session) => viewer.piece?.lines.find(({ end }) => end > viewer.top.offset)?.text;

const texts = ({ viewer }: Session) => viewer.piece?.lines.map(({ text }) => text) ?? [];

/** A partial answer to the present request. */
function answer(
  session: Session,
  change: (reading: Extract<LogReading, { kind: 'piece' }>['piece']) => object,
): void {
  const request = logRequestFor(session.state);
  const reading = request === null ? undefined : session.log?.read(request);
  if (!request || reading?.kind !== 'piece') throw new Error('nothing is wanted');
  const piece = { ...reading.piece, ...change(reading.piece) } as typeof reading.piece;
  session.event(logEvent({ kind: 'piece', piece }, request));
}

describe('a filter of log lines', () => {
  it('scrolls from its top line, also by keys pressed before the lines arrived', () => {
    const session = new Session(logOf(200)).key('k', '&', ...'line.[1-4].$');
    session.answers = false;
    session.key('Enter', 'PageUp', 'PageUp');
    session.read();
    expect(topLine(session)).toBe('line 26');
  });

  it('keeps the place if nothing matches, and shows a match as soon as there is one', () => {
    const session = new Session(logOf(50)).key('g', 'j', 'j', '&', 'x', 'Enter');
    expect([texts(session), session.viewer.move]).toEqual([[], null]);
    session.key('j', 'G', 'k');
    session.log = new LogInMemory(`${logOf(50).text}x at last\n`);
    session.read();
    expect(topLine(session)).toBe('x at last');
    const back = new Session(logOf(50)).key('g', 'j', 'j', '&', 'x', 'Enter', 'Escape');
    expect(topLine(back)).toBe('line 2');
  });

  it('restricts a search and its count to matching lines', () => {
    const session = new Session(logOf(200)).key(...err, '/', '1', 'Enter');
    expect(session.viewer.search).toMatchObject({ phase: 'found', matches: { total: 11, index: 11 } });
    expect(topLine(session)).toBe('ERROR 107');
    session.key('n', 'n', 'n', 'n', 'n', 'n', 'n', 'n', 'n', 'n');
    expect(session.viewer.search?.matches).toMatchObject({ total: 11, index: 1 });
    session.key('Escape', 'n');
    expect(session.viewer.search?.matches?.total).toBe(119);
  });

  it('ignores a count that was requested without it', () => {
    const session = new Session(logOf(200)).key('g', '/', 'e', 'r', 'r', 'Enter', ...err);
    const search = { jobId: '5', text: 'err', from: 0, direction: 'forward' } as const;
    const at = session.viewer.search?.found ?? 0;
    const result = { kind: 'counted', total: 9, before: 8, size: 1 } as const;
    session.event({ type: 'log-counted', search, at, result });
    expect(session.viewer.search?.matches).toBeNull();
    session.event({ type: 'log-counted', search: { ...search, only: 'ERR' }, at, result });
    expect(session.viewer.search?.matches?.total).toBe(9);
  });

  it('keeps the screen until matching lines arrive, and loses no key', () => {
    const session = new Session(logOf(200)).key('g');
    session.answers = false;
    session.key(...err, 'j', 'j');
    expect([topLine(session), session.viewer.piece?.filtered]).toEqual(['line 0', null]);
    session.read();
    expect(topLine(session)).toBe('ERROR 27');
  });

  it('is requested at once until the screen is full, then counted in the background', () => {
    const session = new Session(logOf(200)).key('g');
    session.answers = false;
    session.key(...err);
    session.said = [];
    const part = { only: 'ERR', from: 0, to: 0, count: 0, isWhole: false, isDone: false };
    answer(session, () => ({ lines: [], filtered: part }));
    expect([session.said, session.viewer.move?.at.offset]).toEqual([['read-log'], 0]);
    answer(session, ({ lines }) => ({
      lines: lines.slice(0, 3),
      filtered: { ...part, to: lines[2]?.end ?? 0, count: 3 },
    }));
    expect([topLine(session), session.said]).toEqual(['ERROR 7', ['read-log', 'read-log']]);
    answer(session, ({ filtered }) => ({ filtered: { ...filtered, isWhole: false } }));
    expect(session.said).toEqual(['read-log', 'read-log', 'read-log in-time']);
    answer(session, () => ({}));
    expect(session.said).toHaveLength(3);
  });
});

describe('a search of the log', () => {
  const log = new LogInMemory(
    Array.from({ length: 200 }, (_, line) => (line % 50 === 7 ? `ERROR ${line}\n` : `line ${line}\n`)).join(
      '',
    ),
  );

  it('starts again at its origin with each letter, and shows the match with its context', () => {
    const session = new Session(log).key('g', '/', 'e', 'r');
    expect(session.viewer.search).toMatchObject({ text: 'er', phase: 'found', wrapped: false });
    // Line 7 has no three lines to spare below it on a screen that begins with line 0.
    expect(session.top).toBe(4);
    session.key('r', 'o', 'r', 'Space', '5', '7');
    expect(session.top).toBe(54);
    session.key('Backspace', 'Backspace');
    expect(session.top).toBe(4);
  });

  it('does not scroll if the match and its context are visible', () => {
    const session = new Session(log).key('g', 'j', 'j', 'j', 'j', 'j', '/', 'e', 'r', 'r');
    expect(session.top).toBe(5);
  });

  it('gives a notice if nothing matches, and stays', () => {
    const session = new Session(log).key('g', '/', 'x', 'x', 'Enter');
    expect([session.top, session.state.notice?.text]).toEqual([0, 'Not found: “xx”']);
    session.key('n');
    expect(session.state.notice?.text).toBe('Not found: “xx”');
  });

  it('goes upwards with ?, also with n', () => {
    const session = new Session(log).key('g', '/', '1', '2', '0', 'Enter', '?', 'e', 'r', 'r');
    expect([session.top, session.viewer.search?.sign]).toEqual([104, '?']);
    session.key('Enter', 'n');
    expect([session.top, session.state.notice]).toEqual([54, null]);
    session.key('N', 'N');
    expect(session.top).toBe(154);
    session.key('n', 'n', 'n', 'n');
    expect([session.top, session.state.notice?.text]).toEqual([154, 'wrapped to the bottom']);
    session.key('?', '9', '9', 'Escape');
    expect([session.top, session.viewer.search?.text]).toEqual([154, 'err']);
    expect(new Session(log).key('?', 'e', 'r', 'r').top).toBe(154);
  });

  it('gives the place among all matches, and counts again only if that is unknown', () => {
    const session = new Session(log).key('g', '/', 'e', 'r', 'r', 'Enter');
    const { length: size } = log.text;
    expect(session.viewer.search?.matches).toEqual({ total: 4, index: 1, size });
    session.said = [];
    session.key('n');
    expect(session.viewer.search?.matches).toEqual({ total: 4, index: 2, size });
    session.key('N', 'N');
    expect(session.viewer.search?.matches).toEqual({ total: 4, index: 4, size });
    session.key('n');
    expect(session.viewer.search?.matches).toEqual({ total: 4, index: 1, size });
    expect(session.said).not.toContain('count-log-matches');
    session.key('G', 'N');
    expect(session.viewer.search?.matches).toEqual({ total: 4, index: 4, size });
    expect(session.said).toContain('count-log-matches');
    session.key('/', 'l', 'i');
    expect(session.viewer.search?.matches).toMatchObject({ total: 196 });
  });

  it('ignores counts for another match, another text or another job', () => {
    const session = new Session(log).key('g', '/', 'e', 'r', 'r', 'Enter');
    const before = session.state;
    const search = { jobId: '5', text: 'err', from: 0, direction: 'forward' } as const;
    const result = { kind: 'counted', total: 9, before: 8, size: 1 } as const;
    const at = session.viewer.search?.found ?? 0;
    for (const other of [
      { search, at: at + 1 },
      { search: { ...search, text: 'er' }, at },
      { search: { ...search, jobId: '6' }, at },
    ])
      session.event({ type: 'log-counted', result, ...other });
    session.event({ type: 'log-counted', search, at, result: { kind: 'stopped' } });
    expect(session.state).toBe(before);
    session.event({ type: 'log-counted', search, at, result });
    expect(session.viewer.search?.matches).toEqual({ total: 9, index: 9, size: 1 });
  });

  it('goes on to the matches that were asked for while it was under way', () => {
    const session = new Session(log).key('g', '/', 'e', 'r', 'r', 'Enter');
    session.answers = false;
    session.key('n', 'n', 'n', 'n', 'N');
    const asked = session.viewer.search?.request;
    session.answers = true;
    if (asked) session.event({ type: 'log-found', search: asked, result: log.search(asked) });
    expect(session.top).toBe(154);
    expect(session.viewer.search).toMatchObject({ owed: 0, matches: { index: 4, total: 4 } });
  });

  it('forgets the matches that were asked for when Escape ends it', () => {
    const session = new Session(log).key('g', '/', 'e', 'r', 'r', 'Enter');
    session.answers = false;
    session.key('n', 'n', 'n', 'Escape');
    session.answers = true;
    expect(session.key('n').top).toBe(54);
  });

  it('ends if nothing is typed', () => {
    const session = new Session(log).key('g', '/', 'e', 'r', 'r', 'Enter', '/', 'Enter');
    expect([session.viewer.search, session.state.mode]).toEqual([null, 'LOG_VIEWER']);
  });

  it('scrolls sideways to a match right of the screen', () => {
    const found = (before: number) => {
      const wide = new LogInMemory(`${'x'.repeat(before)}needle\n${'y\n'.repeat(50)}`);
      return new Session(wide).key('g', '/', 'n', 'e', 'e');
    };
    // The last of 20 columns may hold the sign for a line that goes on.
    expect([16, 17].map((before) => found(before).viewer.left)).toEqual([0, 11]);
    const session = found(50);
    expect(session.viewer.left).toBe(44);
    session.key('Escape');
    expect(session.viewer.left).toBe(0);
    session.key('w', '/', 'n', 'e', 'e');
    expect(session.viewer.left).toBe(0);
  });
});
