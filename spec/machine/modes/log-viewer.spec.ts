import { describe, expect, it } from '@jest/globals';
import { transition } from '../../../lib/machine/events.js';
import { keymap } from '../../../lib/machine/keymap/keymap.js';
import { logRequestFor } from '../../../lib/machine/requests/log-request.js';
import { LogInMemory, logEvent, numberedLog } from '../log-in-memory.js';
import { busy } from '../queue-in-memory.js';
import { list, Session, viewMetrics } from './log-viewer-session.js';
import {
  filteringLog,
  logFilterRows,
  logOutcomeOf,
  logSearchRows,
  logViewerRows,
  otherwise,
  searchingLog,
  viewing,
} from './log-viewer-table.js';

const keys = [...new Set(keymap.flatMap((binding) => binding.keys))].sort();

describe('the log viewer’s keys', () => {
  it.each(keys)('LOG_VIEWER: %s', (key) => {
    const { state, commands } = transition(viewing(list, viewMetrics), { type: 'key', key }, viewMetrics);
    expect(logOutcomeOf(state, commands)).toEqual(logViewerRows[key] ?? otherwise('LOG_VIEWER', key));
  });

  it.each(keys)('LOG_SEARCH: %s', (key) => {
    const start = searchingLog(list, viewMetrics);
    const { state, commands } = transition(start, { type: 'key', key }, viewMetrics);
    expect(logOutcomeOf(state, commands)).toEqual(logSearchRows[key] ?? otherwise('LOG_SEARCH', key));
  });

  it.each(keys)('LOG_FILTER: %s', (key) => {
    const start = filteringLog(list, viewMetrics);
    const { state, commands } = transition(start, { type: 'key', key }, viewMetrics);
    expect(logOutcomeOf(state, commands)).toEqual(logFilterRows[key] ?? otherwise('LOG_FILTER', key));
  });

  it('has no row for a key that is none', () => {
    for (const key of Object.keys({ ...logViewerRows, ...logSearchRows, ...logFilterRows }))
      expect(keys).toContain(key);
  });
});

describe('following', () => {
  it('opens at the end and stays there as the log grows', () => {
    const session = new Session(numberedLog(100));
    expect([session.top, session.viewer.following]).toEqual([90, true]);
    session.log = numberedLog(120);
    session.read();
    expect([session.top, session.viewer.following]).toEqual([110, true]);
  });

  it.each(['k', 'PageUp', 'Ctrl-u', 'g'])('stops with %s, and what comes moves nothing', (key) => {
    const session = new Session(numberedLog(100)).key(key);
    const { top } = session;
    session.log = numberedLog(120);
    session.read();
    expect([session.top, session.viewer.following]).toEqual([top, false]);
    expect(session.viewer.seenTo).toBe(numberedLog(100).text.length);
  });

  it('counts what has been on the screen since it stopped as seen', () => {
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

  it('counts nothing that is on the screen, however few lines there are', () => {
    const session = new Session(new LogInMemory('one\ntwo\n')).key('/', 'o', 'n', 'Enter');
    session.log = new LogInMemory('one\ntwo\nthree\n');
    session.read();
    expect(session.viewer).toMatchObject({ following: false, seenTo: 14 });
    // The tenth line is the last one that the screen shows.
    session.log = new LogInMemory('one\n'.repeat(10));
    session.read();
    expect(session.viewer.seenTo).toBe(40);
  });

  it.each(['G', 'End', 'F'])('goes on with %s', (key) => {
    const session = new Session(numberedLog(100)).key('g', key);
    expect([session.top, session.viewer.following]).toEqual([90, true]);
  });

  it('goes on where the operator scrolls down to the last row', () => {
    const session = new Session(numberedLog(100)).key('k', 'k', 'j');
    expect(session.viewer.following).toBe(false);
    expect(session.key('j').viewer.following).toBe(true);
  });

  it('does not go on where a search or another size leads to the last row', () => {
    const found = new Session(numberedLog(100)).key('g', '/', '9', '9');
    expect([found.top, found.viewer.following]).toEqual([90, false]);
    const resized = new Session(numberedLog(100)).key('k');
    resized.event({ type: 'room', room: { ...list.room, log: { lines: 30, columns: 20 } } });
    expect([resized.top, resized.viewer.following]).toEqual([70, false]);
  });
});

describe('a log that isn’t there, or not as it was', () => {
  it('is looked for again, and shown as soon as it is there', () => {
    const session = new Session(null);
    expect(session.viewer.trouble).toEqual({ kind: 'none', looked: ['/logs/5.log'] });
    session.log = numberedLog(3);
    session.read();
    expect(session.viewer.trouble).toBeNull();
    expect(session.viewer.piece?.lines).toHaveLength(3);
  });

  it('keeps what was read when reading fails', () => {
    const session = new Session(numberedLog(100)).key('g');
    const { piece } = session.viewer;
    const request = logRequestFor(session.state);
    if (request !== null) session.event(logEvent({ kind: 'problem', problem: busy }, request));
    expect(session.viewer.piece).toBe(piece);
    expect(session.viewer.trouble).toEqual({ kind: 'problem', problem: busy });
  });

  it('moves the operator to the last line where it was cut off above him', () => {
    const session = new Session(numberedLog(100)).key('k');
    session.log = numberedLog(30);
    session.read();
    expect([session.top, session.viewer.following]).toEqual([20, false]);
    expect(session.viewer.seenTo).toBe(numberedLog(30).text.length);
  });

  it('takes no answer of another job', () => {
    const session = new Session(numberedLog(100));
    const before = session.state;
    const request = { ...logRequestFor(before), jobId: '6' } as const;
    const reading = numberedLog(3).read(request as never);
    session.event({ type: 'log', reading, request: request as never });
    expect(session.state).toBe(before);
  });
});

describe('searching', () => {
  const log = new LogInMemory(
    Array.from({ length: 200 }, (_, line) => (line % 50 === 7 ? `ERROR ${line}\n` : `line ${line}\n`)).join(
      '',
    ),
  );

  it('looks again with each letter from where it began, and shows the line with its context', () => {
    const session = new Session(log).key('g', '/', 'e', 'r');
    expect(session.viewer.search).toMatchObject({ text: 'er', phase: 'found', wrapped: false });
    // Line 7 has no three lines to spare below it on a screen that begins with line 0.
    expect(session.top).toBe(4);
    session.key('r', 'o', 'r', 'Space', '5', '7');
    expect(session.top).toBe(54);
    session.key('Backspace', 'Backspace');
    expect(session.top).toBe(4);
  });

  it('goes back to where it began with Escape, following included', () => {
    const session = new Session(log).key('/', 'e', 'r', 'r', 'Escape');
    expect([session.top, session.viewer.following, session.viewer.search]).toEqual([190, true, null]);
    const stopped = new Session(log).key('g', 'j', '/', '1', '5', '7', 'Ctrl-c');
    expect([stopped.top, stopped.viewer.following]).toEqual([1, false]);
  });

  it('goes on with n and N, round the ends, and says so', () => {
    const session = new Session(log).key('g', '/', 'e', 'r', 'r', 'Enter', 'n');
    expect([session.top, session.state.notice]).toEqual([54, null]);
    session.key('n', 'n');
    expect(session.top).toBe(154);
    session.key('n');
    expect(session.state.notice?.text).toBe('wrapped to the top');
    expect(session.top).toBe(4);
    session.key('N');
    expect(session.state.notice?.text).toBe('wrapped to the bottom');
    expect(session.top).toBe(154);
    session.key('N');
    expect([session.top, session.state.notice]).toEqual([104, null]);
  });

  it('goes on from the screen where the last match is out of sight', () => {
    const session = new Session(log).key('g', '/', 'e', 'r', 'r', 'Enter', 'G', 'n');
    expect(session.state.notice?.text).toBe('wrapped to the top');
    session.key('G', 'N');
    expect(session.top).toBe(154);
  });

  it('does not move where the match has its context on the screen already', () => {
    const session = new Session(log).key('g', 'j', 'j', 'j', 'j', 'j', '/', 'e', 'r', 'r');
    expect(session.top).toBe(5);
  });

  it('says what was not found, and stays', () => {
    const session = new Session(log).key('g', '/', 'x', 'x', 'Enter');
    expect([session.top, session.state.notice?.text]).toEqual([0, 'Not found: “xx”']);
    session.key('n');
    expect(session.state.notice?.text).toBe('Not found: “xx”');
  });

  it('takes letters as they are typed only with a capital one', () => {
    expect(new Session(log).key('g', '/', 'e', 'R').viewer.search?.phase).toBe('none');
    expect(new Session(log).key('g', '/', 'E', 'R').viewer.search?.phase).toBe('found');
  });

  it('looks upwards first where the end is followed, and goes on upwards with n', () => {
    const session = new Session(log).key('/', 'e', 'r', 'r');
    expect([session.top, session.viewer.following]).toEqual([154, false]);
    session.key('Enter', 'n');
    expect([session.top, session.state.notice]).toEqual([104, null]);
    session.key('N');
    expect(session.top).toBe(154);
    session.key('N');
    expect([session.top, session.state.notice?.text]).toEqual([4, 'wrapped to the top']);
    session.key('n');
    expect([session.top, session.state.notice?.text]).toEqual([154, 'wrapped to the bottom']);
  });

  it('looks upwards from the screen with ?, and goes on upwards with n', () => {
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

  it('says which match of how many was found, and counts again only where that is not known', () => {
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

  it('counts again where the log has grown', () => {
    const session = new Session(log).key('g', '/', 'e', 'r', 'r', 'Enter');
    session.log = new LogInMemory(`${log.text}ERROR 200\n`);
    session.read();
    expect(session.viewer.search?.matches?.total).toBe(4);
    session.key('n');
    expect(session.viewer.search?.matches).toMatchObject({ total: 5, index: 2 });
  });

  it('takes no count of another match, another text or another job', () => {
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

  it('owes the matches that were asked for while it was under way', () => {
    const session = new Session(log).key('g', '/', 'e', 'r', 'r', 'Enter');
    session.answers = false;
    session.key('n', 'n', 'n', 'n', 'N');
    const asked = session.viewer.search?.request;
    session.answers = true;
    if (asked) session.event({ type: 'log-found', search: asked, result: log.search(asked) });
    expect(session.top).toBe(154);
    expect(session.viewer.search).toMatchObject({ owed: 0, matches: { index: 4, total: 4 } });
  });

  it('is let go with nothing typed', () => {
    const session = new Session(log).key('g', '/', 'e', 'r', 'r', 'Enter', '/', 'Enter');
    expect([session.viewer.search, session.state.mode]).toEqual([null, 'LOG_VIEWER']);
  });

  it('leaves the keys alone while it is under way; Escape ends it first', () => {
    const session = new Session(log).key('g', '/', 'e', 'r', 'r', 'Enter');
    session.answers = false;
    session.key('n', 'j');
    expect([session.viewer.search?.phase, session.top]).toEqual(['searching', 5]);
    session.said = [];
    session.key('Escape');
    expect([session.state.mode, session.said]).toEqual(['LOG_VIEWER', ['stop-log-search']]);
    expect(session.viewer.search?.phase).toBe('idle');
    session.key('Escape');
    expect(session.state.mode).toBe('JOB_LIST');
  });

  it('takes no answer to what is no longer asked', () => {
    const session = new Session(log).key('g');
    session.answers = false;
    session.key('/', 'e');
    const asked = session.viewer.search?.request;
    session.key('r');
    const { state } = session;
    if (asked) session.event({ type: 'log-found', search: asked, result: { kind: 'none' } });
    expect(session.state).toBe(state);
  });

  it('brings a match beside the screen into sight', () => {
    const wide = new LogInMemory(`${'x'.repeat(50)}needle\n${'y\n'.repeat(50)}`);
    const session = new Session(wide).key('g', '/', 'n', 'e', 'e');
    expect(session.viewer.left).toBe(44);
    session.key('Escape');
    expect(session.viewer.left).toBe(0);
    session.key('w', '/', 'n', 'e', 'e');
    expect(session.viewer.left).toBe(0);
  });
});
