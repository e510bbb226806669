import { describe, expect, it } from '@jest/globals';
import { logRequestFor } from '../../../lib/machine/requests/log-request.js';
import { LogInMemory, logEvent, numberedLog } from '../log-in-memory.js';
import { busy } from '../queue-in-memory.js';
import { Session } from './log-viewer-session.js';

describe('a log that is followed', () => {
  it('opens at its end and stays there as it grows', () => {
    const session = new Session(numberedLog(100));
    expect([session.top, session.viewer.following]).toEqual([90, true]);
    session.log = numberedLog(120);
    session.read();
    expect([session.top, session.viewer.following]).toEqual([110, true]);
  });

  it.each(['k', 'PageUp', 'Ctrl-u', 'g'])('stops following with %s; new lines move nothing', (key) => {
    const session = new Session(numberedLog(100)).key(key);
    const { top } = session;
    session.log = numberedLog(120);
    session.read();
    expect([session.top, session.viewer.following]).toEqual([top, false]);
    expect(session.viewer.seenTo).toBe(numberedLog(100).text.length);
  });

  it('counts lines that were on the screen since following stopped as seen', () => {
    const session = new Session(numberedLog(100)).key('k');
    session.log = numberedLog(130);
    session.read();
    const starts = numberedLog(130)
      .lines()
      .map(({ start }) => start);
    expect(session.viewer.seenTo).toBe(starts[100]);
    expect(session.viewer.piece?.added).toEqual({ from: starts[100], count: 30, more: false });
    session.key('PageDown');
    expect([session.top, session.viewer.seenTo]).toEqual([99, starts[109]]);
    session.key('g');
    expect(session.viewer.seenTo).toBe(starts[109]);
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

  it('is followed again when the operator scrolls down to the last row', () => {
    const session = new Session(numberedLog(100)).key('k', 'k', 'j');
    expect(session.viewer.following).toBe(false);
    expect(session.key('j').viewer.following).toBe(true);
  });

  it.each(['k', 'PageUp', 'g'])('is not followed again with %s in a log shorter than the screen', (key) => {
    const session = new Session(new LogInMemory('one\ntwo\n')).key('/', 'o', 'n', 'Enter');
    expect(session.viewer.following).toBe(false);
    expect(session.key(key).viewer.following).toBe(false);
    expect(session.key('j').viewer.following).toBe(true);
  });

  it('is not followed again when a search or a new size leads to the last row', () => {
    const found = new Session(numberedLog(100)).key('g', '/', '9', '9');
    expect([found.top, found.viewer.following]).toEqual([90, false]);
    const resized = new Session(numberedLog(100)).key('k');
    resized.resize(30, 20);
    expect([resized.top, resized.viewer.following]).toEqual([70, false]);
  });
});

it('a wrapped line keeps its part at the top when the screen becomes half as wide', () => {
  const session = new Session(new LogInMemory('x'.repeat(8000))).key('w', 'g', 'PageDown');
  const { row } = session.viewer.top;
  expect(row).toBeGreaterThan(0);
  session.resize(10, session.viewer.columns / 2);
  expect(session.viewer.top.row).toBe(2 * row);
});

describe('a log that is missing or has changed', () => {
  it('is read again, and shown as soon as it exists', () => {
    const session = new Session(null);
    expect(session.viewer.trouble).toEqual({ kind: 'none', looked: ['/logs/5.log'] });
    session.log = numberedLog(3);
    session.read();
    expect(session.viewer.trouble).toBeNull();
    expect(session.viewer.piece?.lines).toHaveLength(3);
  });

  it('stays on the screen when it cannot be read again', () => {
    const session = new Session(numberedLog(100)).key('g');
    const { piece } = session.viewer;
    const request = logRequestFor(session.state);
    if (request !== null) session.event(logEvent({ kind: 'problem', problem: busy }, request));
    expect(session.viewer.piece).toBe(piece);
    expect(session.viewer.trouble).toEqual({ kind: 'problem', problem: busy });
  });

  it('that was cut off above the operator shows its last lines', () => {
    const session = new Session(numberedLog(100)).key('k');
    session.log = numberedLog(30);
    session.read();
    expect([session.top, session.viewer.following]).toEqual([20, false]);
    expect(session.viewer.seenTo).toBe(numberedLog(30).text.length);
  });

  it('ignores the answer to a read of another job’s log', () => {
    const session = new Session(numberedLog(100));
    const before = session.state;
    const request = { ...logRequestFor(before), jobId: '6' } as const;
    const reading = numberedLog(3).read(request as never);
    session.event({ type: 'log', reading, request: request as never });
    expect(session.state).toBe(before);
  });
});
