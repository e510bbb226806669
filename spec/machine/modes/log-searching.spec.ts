import { describe, expect, it } from '@jest/globals';
import { LogInMemory } from '../log-in-memory.js';
import { Session } from './log-viewer-session.js';

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

  it('returns to its origin with Escape, and follows again if it did', () => {
    const session = new Session(log).key('/', 'e', 'r', 'r', 'Escape');
    expect([session.top, session.viewer.following, session.viewer.search]).toEqual([190, true, null]);
    const stopped = new Session(log).key('g', 'j', '/', '1', '5', '7', 'Ctrl-c');
    expect([stopped.top, stopped.viewer.following]).toEqual([1, false]);
  });

  it('goes on with n and N, and gives a notice when it wraps', () => {
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

  it('goes on from the screen if the last match is not visible', () => {
    const session = new Session(log).key('g', '/', 'e', 'r', 'r', 'Enter', 'G', 'n');
    expect(session.state.notice?.text).toBe('wrapped to the top');
    session.key('G', 'N');
    expect(session.top).toBe(154);
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

  it('compares the letter case only if a capital was typed', () => {
    expect(new Session(log).key('g', '/', 'e', 'R').viewer.search?.phase).toBe('none');
    expect(new Session(log).key('g', '/', 'E', 'R').viewer.search?.phase).toBe('found');
  });

  it('goes upwards if the end is followed, also with n', () => {
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

  it('counts again if the log has grown', () => {
    const session = new Session(log).key('g', '/', 'e', 'r', 'r', 'Enter');
    session.log = new LogInMemory(`${log.text}ERROR 200\n`);
    session.read();
    expect(session.viewer.search?.matches?.total).toBe(4);
    session.key('n');
    expect(session.viewer.search?.matches).toMatchObject({ total: 5, index: 2 });
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

  it('lets other keys work while it is under way; Escape ends it first', () => {
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

  it('ignores the answer to an earlier request', () => {
    const session = new Session(log).key('g');
    session.answers = false;
    session.key('/', 'e');
    const asked = session.viewer.search?.request;
    session.key('r');
    const { state } = session;
    if (asked) session.event({ type: 'log-found', search: asked, result: { kind: 'none' } });
    expect(session.state).toBe(state);
  });

  it('scrolls sideways to a match right of the screen', () => {
    const wide = new LogInMemory(`${'x'.repeat(50)}needle\n${'y\n'.repeat(50)}`);
    const session = new Session(wide).key('g', '/', 'n', 'e', 'e');
    expect(session.viewer.left).toBe(44);
    session.key('Escape');
    expect(session.viewer.left).toBe(0);
    session.key('w', '/', 'n', 'e', 'e');
    expect(session.viewer.left).toBe(0);
  });
});
