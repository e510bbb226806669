import { describe, expect, it } from '@jest/globals';
import { logRequestFor } from '../../../lib/machine/requests/log-request.js';
import type { LogReading } from '../../../lib/model/log.js';
import { LogInMemory, logEvent } from '../log-in-memory.js';
import { Session } from './log-viewer-session.js';

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
  it('shows only matching lines, at the end if that is followed, and new ones as they come', () => {
    const session = new Session(logOf(200)).key(...err);
    expect(new Set(texts(session).map((text) => text.slice(0, 5)))).toEqual(new Set(['ERROR']));
    expect([topLine(session), session.viewer.following]).toEqual(['ERROR 107', true]);
    session.log = logOf(220);
    session.read();
    expect([topLine(session), session.viewer.following]).toEqual(['ERROR 127', true]);
  });

  it('stays at the top line, or the next that matches, and so when it ends', () => {
    const session = new Session(logOf(200)).key('g');
    for (let time = 0; time < 50; time += 1) session.key('j');
    session.key(...err);
    expect(topLine(session)).toBe('ERROR 57');
    session.key('k');
    expect(topLine(session)).toBe('ERROR 47');
    session.key('Escape');
    expect([topLine(session), session.state.mode, session.viewer.filter]).toEqual([
      'ERROR 47',
      'LOG_VIEWER',
      null,
    ]);
    expect(texts(session)).toContain('line 48');
  });

  it('shows the last matching line if none matches below the top', () => {
    const session = new Session(logOf(200)).key('k', '&', 'R', 'Space', '5', 'Enter');
    expect([topLine(session), session.viewer.move, session.viewer.following]).toEqual([
      'ERROR 57',
      null,
      false,
    ]);
  });

  it('scrolls from its top line, also by keys pressed before the lines arrived', () => {
    const session = new Session(logOf(200)).key('k', '&', ...'line.[1-4].$');
    session.answers = false;
    session.key('Enter', 'PageUp', 'PageUp');
    session.read();
    expect(topLine(session)).toBe('line 26');
  });

  it('ends with an empty text, and with Escape or q, before the viewer closes', () => {
    for (const keys of [['&', 'Enter'], ['Escape'], ['q']]) {
      const session = new Session(logOf(50)).key(...err, ...keys);
      expect([session.viewer.filter, session.state.mode, session.viewer.following]).toEqual([
        null,
        'LOG_VIEWER',
        true,
      ]);
      expect(texts(session)).toContain('line 48');
      expect(session.key('Escape').state.mode).toBe('JOB_LIST');
    }
  });

  it('stays when another is cancelled, and is requested once', () => {
    const session = new Session(logOf(50)).key(...err);
    session.said = [];
    session.key('&', 'x', 'Escape');
    expect([session.viewer.filter, session.viewer.filterTyped]).toEqual(['ERR', null]);
    session.key(...err);
    expect(session.said).toEqual([]);
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

  it('counts new matching lines while the end is not followed', () => {
    const session = new Session(logOf(200)).key(...err, 'k');
    session.log = logOf(230);
    session.read();
    const { piece, seenTo } = session.viewer;
    const seen =
      piece?.lines.filter(({ start }) => start >= (piece.added?.from ?? 0) && start < seenTo).length ?? 0;
    expect((piece?.added?.count ?? 0) - seen).toBe(3);
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

  it('ignores the answer to a read before it was set, and reads again', () => {
    const session = new Session(logOf(200));
    const request = logRequestFor(session.state);
    session.answers = false;
    session.key(...err);
    session.said = [];
    if (request) session.event(logEvent(logOf(200).read(request, 9), request));
    expect([session.viewer.piece?.filtered, session.said]).toEqual([null, ['read-log']]);
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
