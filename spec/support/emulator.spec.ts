import { afterEach, describe, expect, it } from '@jest/globals';
import { Emulator } from './emulator.js';

describe('the terminal emulator', () => {
  const made: Emulator[] = [];
  const emulator = (widths: 'current' | 'old' = 'current') => {
    const it = new Emulator({ columns: 10, rows: 3, widths });
    made.push(it);
    return it;
  };
  afterEach(() => {
    for (const one of made.splice(0)) one.dispose();
  });

  it('shows text, colours and attributes by cell', async () => {
    const screen = emulator();
    await screen.write('ab\x1b[1;38;5;160mc\x1b[m\x1b[2;3Hd');
    expect(screen.text()).toBe('abc\n  d\n');
    expect(screen.cell(2, 0)).toMatchObject({ text: 'c', bold: true, foreground: 160, background: null });
    expect(screen.find('d')).toEqual({ column: 2, row: 1 });
    expect(() => screen.cell(99, 0)).toThrow(RangeError);
  });

  it('gives a wide character two cells and a combining mark none', async () => {
    const screen = emulator();
    await screen.write('日🚀e\u0301x');
    expect(screen.cells(0).map((cell) => cell.text)).toEqual([
      '日',
      '',
      '🚀',
      '',
      'e\u0301',
      'x',
      '',
      '',
      '',
      '',
    ]);
  });

  it('gives an emoji one cell when it stands for an old terminal', async () => {
    const screen = emulator('old');
    await screen.write('🚀x');
    expect(screen.find('x')).toEqual({ column: 1, row: 0 });
  });

  it('reports the title, the cursor and the modes that a program left behind', async () => {
    const screen = emulator();
    await screen.write('\x1b[?1049h\x1b[?25l\x1b[?2004h\x1b[?7l\x1b]0;title\x07');
    expect(screen.state).toMatchObject({
      ...{ alternateScreen: true, cursorShown: false, bracketedPaste: true, lineWrap: false, title: 'title' },
    });
    await screen.write('\x1b[?1049l\x1b[?25h\x1b[?2004l\x1b[?7h');
    expect(screen.state).toMatchObject({
      ...{ alternateScreen: false, cursorShown: true, bracketedPaste: false, lineWrap: true },
    });
  });
});
