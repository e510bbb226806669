import { describe, expect, it } from '@jest/globals';
import type { Frame, Line } from '../../lib/view/frame.js';
import { frame, line } from './stage.js';
import { watchedStages } from './watched-stages.js';

/** The terminal's size that `scene` is for. */
export const stageSize = { columns: 40, rows: 10 };

/** behaviour 3.1 in small: every widget at work. */
export function scene(changes: Partial<Frame> = {}): Frame {
  const edge: Line = line(`│${' '.repeat(38)}│`, 40, 'border');
  return frame(stageSize, {
    title: 'jobs',
    border: [
      line(`┌─ JOBS ${'─'.repeat(31)}┐`, 40, 'border'),
      ...Array.from({ length: 6 }, () => edge),
      line(`├${'─'.repeat(38)}┤`, 40, 'border'),
      edge,
      line(`└${'─'.repeat(38)}┘`, 40, 'border'),
    ],
    status: {
      rect: { left: 1, top: 1, width: 38, height: 1 },
      lines: [line(' ↻ 2 running   ✗ 1 failed', 38)],
    },
    list: {
      rect: { left: 1, top: 2, width: 38, height: 5 },
      props: {
        lines: [
          line('▸ ✗ PARSE  {bold}fix{/bold}  ████░░░░', 38, 'failed'),
          line('           12 files failed', 38),
          line('', 38),
          line('  ✓ SCAN   /data/日本語/file', 38, 'path'),
          line('', 38),
        ],
        selected: { from: 0, count: 2 },
      },
    },
    footer: { rect: { left: 1, top: 8, width: 38, height: 1 }, lines: [line('  [j/k] Navigate', 38, 'key')] },
    ...changes,
  });
}

/** What a terminal shows of it. */
export const drawnScene = `
┌─ JOBS ───────────────────────────────┐
│ ↻ 2 running   ✗ 1 failed             │
│▸ ✗ PARSE  {bold}fix{/bold}  ████░░░░ │
│           12 files failed            │
│                                      │
│  ✓ SCAN   /data/日本語/file          │
│                                      │
├──────────────────────────────────────┤
│  [j/k] Navigate                      │
└──────────────────────────────────────┘
`.trimStart();

describe('createDashboard', () => {
  const set = watchedStages();

  it('draws every widget in its place', async () => {
    const { show, screen } = set();
    await show(scene());
    expect(screen.text()).toBe(drawnScene);
  });

  it('writes little for a small change', async () => {
    const { show, screen } = set();
    await show(scene());
    const bytes = await show(
      scene({
        status: {
          rect: { left: 1, top: 1, width: 38, height: 1 },
          lines: [line(' ↻ 3 running   ✗ 1 failed', 38)],
        },
      }),
    );
    expect(Buffer.byteLength(bytes)).toBeLessThan(20);
    expect(screen.text()).toBe(drawnScene.replace('2 running', '3 running'));
  });

  it('has the terminal show a large frame in one go, and a small one as it comes', async () => {
    const { show, screen } = set({ sync: true, title: true });
    const large = await show(scene());
    expect(large).toMatch(/\x1b\[\?2026h.*\x1b\[\?2026l$/s);
    expect(large.split('\x1b[?2026')).toHaveLength(3);
    expect(screen.text()).toBe(drawnScene);
    const status = { rect: { left: 1, top: 1, width: 38, height: 1 }, lines: [line(' ↻ 3 running', 38)] };
    expect(await show(scene({ status }))).not.toContain('2026');
    const panel = {
      rect: { left: 1, top: 2, width: 38, height: 5 },
      lines: Array(5).fill(line('x'.repeat(38), 38)),
    };
    expect(await show(scene({ list: null, panel }))).toContain('\x1b[?2026h');
    const marked = { ...panel, lines: Array(5).fill(line(`y${'x'.repeat(37)}`, 38)) };
    expect(await show(scene({ list: null, panel: marked }))).toBe(
      '\x1b[38Dy\x1bM\by\x1bM\by\x1bM\by\x1bM\by',
    );
    expect(await set().show(scene())).not.toContain('2026');
  });

  it('makes the selected job bold, all of its lines and no other', async () => {
    const { show, screen } = set({ colors: 0 });
    await show(scene());
    const boldRows = drawnScene
      .split('\n')
      .map((_, row) => row < 10 && screen.cells(row).some((cell) => cell.bold));
    expect(boldRows.slice(2, 7)).toEqual([true, true, false, false, false]);
  });

  it('shows the selected job’s first line in reverse video, from edge to edge, and no other', async () => {
    for (const colors of [0, 8, 256]) {
      const { show, screen } = set({ colors });
      await show(scene());
      const inverse = [0, 1, 2, 3, 4, 5, 6].map(
        (row) => screen.cells(row).filter((cell) => cell.inverse).length,
      );
      expect(inverse.slice(2, 7)).toEqual([stageSize.columns - 2, 0, 0, 0, 0]);
    }
  });

  it('addresses lines by their place, and sets no mode of the terminal', async () => {
    const { show, display, taken } = set();
    const bytes = await show(scene());
    display.redraw();
    display.destroy();
    // Cursor, clear, colours, and nothing that would have to be undone.
    const spoken = new Set(
      (bytes + taken()).match(/\x1b(\[[?>]?[\d;]*.|.)/g)?.map((one) => one.replace(/[\d;]/g, '')),
    );
    expect([...spoken].sort()).toEqual(['\x1b[C', '\x1b[H', '\x1b[J', '\x1b[m']);
  });

  it('draws all again when asked, over whatever is there', async () => {
    const { show, display, screen } = set();
    await show(scene());
    await screen.write('\x1b[5;5Hwall: message from root\x1b[2;1H\x1b[K');
    display.redraw();
    await screen.write('');
    expect(screen.text()).toBe(drawnScene);
  });

  it('has nothing to redraw before the first frame', () => {
    const { display, taken } = set();
    display.redraw();
    expect(taken()).toBe('');
  });

  it('follows a storm of sizes to the last one', async () => {
    const { show, screen, display } = set();
    await show(scene());
    for (let step = 0; step < 40; step += 1) {
      const size = { columns: 20 + step, rows: 5 + (step % 7) };
      display.update(
        frame(size, { status: { rect: { left: 0, top: 0, width: 20, height: 1 }, lines: [line('x', 20)] } }),
      );
    }
    display.update(frame({ columns: 0, rows: 0 }));
    display.update(frame({ columns: 1, rows: 1 }));
    screen.resize(stageSize.columns, stageSize.rows);
    await show(scene());
    expect(screen.text()).toBe(drawnScene);
  });

  it('gives a terminal that stalled the newest picture, and none of those between, and tells which it has', async () => {
    const one = set();
    await one.show(scene());
    one.stall();
    const numbered = (count: number) =>
      scene({
        footer: { rect: { left: 1, top: 8, width: 38, height: 1 }, lines: [line(`count ${count}`, 38)] },
      });
    const drawn: number[] = [];
    const update = (count: number) => one.display.update(numbered(count), () => drawn.push(count));
    update(1);
    one.taken();
    update(2);
    expect([one.taken(), drawn]).toEqual(['', []]);
    one.display.redraw();
    expect(await one.show(numbered(3))).toBe('');
    update(3);
    one.open();
    await one.screen.write('');
    expect(drawn).toEqual([1, 3]);
    update(3);
    expect(drawn).toEqual([1, 3, 3]);
    expect(one.screen.text()).toBe(drawnScene.replace('  [j/k] Navigate', 'count 3         '));
    expect(one.taken()).not.toContain('count 2');
  });
});

describe('createDashboard and what is around the screen', () => {
  const set = watchedStages();

  it('sets the title where there is one, when it changes, and never one with controls', async () => {
    const { show, screen, display, taken } = set({ title: true });
    await show(scene());
    expect(screen.state.title).toBe('jobs');
    await show(scene({ title: 'jobs: 1 failed' }));
    expect(screen.state.title).toBe('jobs: 1 failed');
    const bytes = await show(scene({ title: 'evil\x07\x1b]52;c;AAAA\x07' }));
    expect(bytes).toBe('');
    await show(scene({ title: 'jobs' }));
    display.redraw();
    expect(taken()).toContain('\x1b]2;jobs\x07');
    const untitled = set({ title: false });
    expect(await untitled.show(scene())).not.toContain('\x1b]');
  });

  it('tells of progress when it changes, and again when the session has cleared it; of none without being asked', async () => {
    const { show, screen, display, taken } = set({ progress: true });
    expect(await show(scene())).not.toContain('\x1b]9');
    const half = scene({ progress: { kind: 'share', percent: 50 } });
    expect(await show(half)).toBe('\x1b]9;4;share 50\x07');
    expect(await show(half)).toBe('');
    await show(scene({ progress: { kind: 'failed', percent: 50 } }));
    expect(screen.state.progress).toBe('failed 50');
    expect(await show(scene())).toBe('\x1b]9;4;0\x07');
    await show(half);
    display.redraw();
    expect(taken()).toContain('\x1b]9;4;share 50\x07');
    expect(await set().show(half)).not.toContain('\x1b]9');
  });

  it('leaves the process alone, also with two screens at once, and says nothing when destroyed', async () => {
    const handlers = () => process.eventNames().map((name) => [name, process.rawListeners(name)]);
    const once = () => undefined;
    process.once('exit', once);
    const before = handlers();
    const [first, second] = [set(), set()];
    expect(handlers()).toEqual(before);
    await first.show(scene());
    await second.show(scene());
    first.display.destroy();
    first.display.destroy();
    expect(first.taken()).toBe('');
    expect(await first.show(scene({ title: 'late' }))).toBe('');
    first.display.redraw();
    expect(first.taken()).toBe('');
    expect(await second.show(scene({ status: null }))).not.toBe('');
    second.display.destroy();
    expect(handlers()).toEqual(before);
    process.off('exit', once);
  });

  it('draws the same whether or not it runs in tmux or iTerm', async () => {
    const saved = { ...process.env };
    Object.assign(process.env, {
      ...{ TMUX: '/nowhere,1,0', TERM_PROGRAM: 'iTerm.app', NCURSES_NO_UTF8_ACS: '0', PATH: '' },
    });
    try {
      const { show, screen } = set();
      await show(scene());
      expect(screen.text()).toBe(drawnScene);
      expect(process.env.TMUX).toBe('/nowhere,1,0');
    } finally {
      for (const name of ['TMUX', 'TERM_PROGRAM', 'NCURSES_NO_UTF8_ACS', 'PATH']) {
        if (saved[name] === undefined) delete process.env[name];
        else process.env[name] = saved[name];
      }
    }
  });
});
