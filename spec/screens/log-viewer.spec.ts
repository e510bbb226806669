import { afterEach, describe, expect, it } from '@jest/globals';
import { allQueues } from '../../lib/schema/known-queues.js';
import type { Size } from '../../lib/view/frame.js';
import { LogInMemory } from '../machine/log-in-memory.js';
import { pictureOf, sceneJobs } from '../view/scene.js';
import { LogSession, workerLog } from './log-session.js';

let open: LogSession | null = null;

function begin(size: Size, log: LogInMemory = workerLog()): LogSession {
  open = new LogSession(size, log);
  return open.select('running').keys('l');
}

afterEach(() => {
  open?.close();
  open = null;
});

/** One behaviour each, seen on the screen. */
describe('an operator', () => {
  const size = { columns: 80, rows: 24 };
  const text = (lines: readonly string[]) => lines.slice(1, -1).map((line) => line.trimEnd());
  const title = (lines: readonly string[]) => lines[0] ?? '';
  const footer = (lines: readonly string[]) => lines.at(-1) ?? '';

  it('finds a word, sees it marked on every line, and goes on to the next', async () => {
    const session = begin(size).keys('g', '/').type('warn');
    const shown = await session.screen();
    expect(footer(shown)).toMatch(/^\/warn█ .*\[Enter\] Accept {2}\[Esc\] Cancel$/);
    const row = shown.findIndex((line) => line.includes('WARN'));
    expect(row).toBe(1 + Math.floor(22 / 3));
    expect([session.cell(25, row), session.cell(29, row)]).toMatchObject([
      { text: 'W', inverse: true },
      { inverse: false },
    ]);
    session.keys('Enter', 'n');
    expect(text(await session.screen())[Math.floor(22 / 3)]).toContain('WARN');
    session
      .append('2026-01-15T12:00:04.120Z warn again\n2026-01-15T12:00:04.120Z WARN too\n')
      .keys('n', 'n', 'n');
    const last = await session.screen();
    const rows = last.flatMap((line, index) => (/warn again|WARN too/.test(line) ? [index] : []));
    expect(rows.map((index) => session.cell(25, index))).toMatchObject([
      { inverse: true, underline: false },
      { inverse: false, underline: true, bold: true },
    ]);
  });

  it('looks upwards with ?, and finds the help under H', async () => {
    const session = begin(size).keys('k', '?').type('warn');
    expect(footer(await session.screen())).toMatch(/^\?warn█ /);
    session.keys('Enter', 'H');
    expect((await session.screen()).join('\n')).toContain('Log viewer');
    session.keys('H');
    expect(footer(await session.screen())).toContain('[H] Help');
  });

  it('sees how far the count has come while a log is being filtered', async () => {
    const session = begin(size);
    session.answers = false;
    session.keys('&').type('Needle').keys('Enter');
    const part = { only: 'Needle', from: 0, to: 0, count: 0, isWhole: false, isDone: false };
    const piece = session.state.log?.piece;
    if (piece) session.read({ kind: 'piece', piece: { ...piece, lines: [], filtered: part } });
    const looking = await session.screen();
    expect(looking.join('\n')).toContain('looking for lines with “Needle”…');
    expect(title(looking)).toContain('0+ lines with “Needle”');
    expect(footer(looking)).toContain('[Esc/q] All lines');
  });

  it('sees lines no longer counted as new as soon as they are on the screen, before the next read', async () => {
    const line = '2026-01-15T12:00:01.120Z INFO one more\n';
    const session = begin(size).keys('k').append(line.repeat(5));
    expect(title(await session.screen())).toContain('5 new lines');
    session.answers = false;
    session.keys('j', 'j', 'j');
    expect(title(await session.screen())).toContain('3 new lines');
  });

  it('sees no promise of more lines once the job has ended', async () => {
    open = new LogSession(size, workerLog()).select('failed').keys('l');
    expect(title(await open.screen())).toMatch(/100% of 29 kB $/);
    open.keys('k');
    expect(title(await open.screen())).not.toMatch(/paused|follow/);
    open.log = null;
    open.keys('Escape', 'l');
    const gone = (await open.screen()).join('\n');
    expect(gone).toContain('This job has no log');
    expect(gone).not.toMatch(/yet|as soon as/);
    const river = allQueues().folders.find(({ kind }) => kind.name === 'river')?.kind;
    open.event({ type: 'picture', picture: { ...pictureOf(sceneJobs), ...(river && { queue: river }) } });
    expect((await open.keys('Escape').select('running').keys('l').screen()).join('\n')).toMatch(
      /River keeps no log of its jobs(?![\s\S]*(yet|as soon as))/,
    );
    expect((await open.keys('Escape', 'Enter').screen()).join('\n')).toMatch(/Log +not kept/);
  });

  it('sees which match of how many it is, and errors and warnings in their colours', async () => {
    const log = new LogInMemory(
      '10:00:00 ERROR one\n10:00:01 INFO errors: 0\n10:00:02 WARN two\nplain error three\n',
      16_384,
    );
    const session = begin(size, log).keys('/').type('error');
    expect(footer(await session.screen())).toContain(' 3/3 ');
    session.keys('Enter', 'n', 'n');
    expect(title(await session.screen())).toContain('1/3');
    session.append('error four\n');
    expect(title(await session.screen())).toContain('1/3+');
    session.keys('/', 'Enter');
    await session.screen();
    const ink = [1, 2, 3, 4].map((row) => session.cell(9, row).foreground);
    const [error, plain, warning] = ink;
    expect(new Set([error, plain, warning]).size).toBe(3);
    expect(ink).toEqual([error, null, warning, null]);
  });

  it('keeps the place of the operator where the window changes its size', async () => {
    const session = begin(size).keys('g', 'PageDown', 'PageDown');
    const [first] = text(await session.screen());
    session.resize({ columns: 80, rows: 40 });
    expect(session.state.log?.piece).not.toBeNull();
    session.resize(size);
    expect(text(await session.screen())[0]).toBe(first);
  });
});
