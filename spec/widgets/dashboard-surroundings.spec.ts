import { describe, expect, it } from '@jest/globals';
import { drawnScene, scene } from './scene.js';
import { watchedStages } from './watched-stages.js';

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
