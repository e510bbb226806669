import { EventEmitter } from 'node:events';
import blessed from 'blessed';
import type { Size } from '../lib/view/frame.js';
import { withFewerMoves } from './cursor-moves.js';

/** A blessed screen that draws cells and does nothing else. */
export interface QuietScreen {
  readonly screen: blessed.Screen;
  /** Blank cells for this size, and a clear screen before the next picture. */
  clear(size: Size): void;
  /** Renders all elements. Returns the bytes that turn the last picture into this one; empty where they are equal. */
  render(): string;
  destroy(): void;
}

/**
 * Makes a screen that has no keyboard, touches no mode of the terminal, and leaves the process alone. All that it
 * may say is: go to a cell, clear, a colour, text. These mean the same on every terminal that isn't dumb, so the
 * system's terminfo isn't asked, which blessed can't read in its modern form.
 */
export function quietScreen(size: Size, terminal: string): QuietScreen {
  let bytes = '';
  const output: blessed.ProgramOutput = Object.assign(new EventEmitter(), {
    columns: size.columns,
    rows: size.rows,
    isTTY: true,
    writable: true,
    write(text: string) {
      bytes += text;
      return true;
    },
  });
  const screen = aloof(
    () =>
      new blessed.Screen({
        input: new EventEmitter(),
        output,
        // No such path, so blessed falls back to the entry of its own by that name, whatever the system has.
        terminal: `/dev/null/${terminal}`,
        forceUnicode: true,
      }),
  );
  const { program, tput } = screen;
  // What text is safe for this terminal was settled before: no line-drawing charset, no question marks.
  tput.unicode = true;
  tput.brokenACS = true;
  // The cursor is hidden, and some terminals keep one saved place for both screens: ours must not overwrite it.
  tput.sc = () => '';
  tput.rc = () => '';
  // What it wants to say at the start: alternate screen, keypad, cursor.
  program._buf = '';
  return {
    screen,
    clear({ columns, rows }) {
      output.columns = program.cols = columns;
      output.rows = program.rows = rows;
      screen.alloc();
    },
    render() {
      screen.render();
      program.flush();
      const drawn = withFewerMoves(bytes, screen.lines, screen.dattr);
      bytes = '';
      return drawn;
    },
    destroy() {
      output.writable = false;
      screen.destroy();
    },
  };
}

/**
 * Blessed takes SIGTERM, SIGINT, SIGQUIT, exceptions and the process's exit for itself with the first screen, and
 * reorders whatever else listens to `exit`. It installs nothing when it believes that it has, and its destroy wants
 * handlers to remove. Inside tmux it would also run `tmux -V`.
 */
function aloof<T>(make: () => T): T {
  const nothing = () => undefined;
  const { Screen, Program } = blessed;
  Screen._bound = Program._bound = true;
  Screen._exceptionHandler = Screen._sigtermHandler = Screen._sigintHandler = nothing;
  Screen._sigquitHandler = Screen._exitHandler = Program._exitHandler = nothing;
  const { TMUX } = process.env;
  delete process.env.TMUX;
  try {
    return make();
  } finally {
    if (TMUX !== undefined) process.env.TMUX = TMUX;
  }
}
