import { EventEmitter } from 'node:events';
import blessed from 'blessed';
import type { Size } from '../lib/view/frame.js';
import { Painter } from './painter.js';

/** A blessed screen that draws cells and does nothing else. */
export interface QuietScreen {
  readonly screen: blessed.Screen;
  /** Blank cells for this size, and a cleared screen before the next picture. */
  clear(size: Size): void;
  /** Renders all elements. Returns the bytes that turn the last picture into this one; empty if they are equal. */
  render(): string;
  destroy(): void;
}

/**
 * Makes a screen that has no keyboard, touches no mode of the terminal, and leaves the process alone. It writes
 * only moves to cells, clears, colours and text, which mean the same on every terminal that isn't dumb. So it
 * doesn't need the system's terminfo, which blessed can't read in its modern form. `stepwise`: the terminal can turn
 * off one of several styles.
 */
export function quietScreen(size: Size, terminal: string, stepwise = true): QuietScreen {
  const painter = new Painter(stepwise);
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
  const screen = withoutHandlers(
    () =>
      new blessed.Screen({
        input: new EventEmitter(),
        output,
        // No such path exists, so blessed falls back to its own entry of that name, whatever the system has.
        terminal: `/dev/null/${terminal}`,
        forceUnicode: true,
      }),
  );
  const { program, tput } = screen;
  // Which text is safe for this terminal was decided earlier: no line-drawing charset, no question marks.
  tput.unicode = true;
  tput.brokenACS = true;
  // The cursor is hidden, and some terminals have one saved cursor position for both screens: ours must not
  // overwrite it.
  tput.sc = () => '';
  tput.rc = () => '';
  // Drops what it would write at the start: alternate screen, keypad, cursor.
  program._buf = '';
  // Blessed's own way from one picture to the next reaches each changed cell from its line's beginning, and ends
  // each line without a style.
  screen.draw = () => {
    program._write(painter.paint(screen.lines, screen.olines));
    for (const [y, row] of screen.lines.entries()) if (row.dirty) remember(row, screen.olines[y]);
  };
  return {
    screen,
    clear({ columns, rows }) {
      output.columns = program.cols = columns;
      output.rows = program.rows = rows;
      screen.alloc();
      program._buf = painter.clear();
    },
    render() {
      screen.render();
      program.flush();
      const drawn = bytes;
      bytes = '';
      return drawn;
    },
    destroy() {
      output.writable = false;
      screen.destroy();
    },
  };
}

/** The terminal shows this row now. */
function remember(row: blessed.CellRow, shown: blessed.CellRow | undefined): void {
  row.dirty = false;
  for (const [column, [attribute, text]] of row.entries()) {
    const cell = shown?.[column];
    if (cell !== undefined) [cell[0], cell[1]] = [attribute, text];
  }
}

/**
 * With its first screen, blessed takes over SIGTERM, SIGINT, SIGQUIT, exceptions and the process's exit, and
 * reorders the other listeners of `exit`. It installs nothing if it believes that it already has, and its destroy
 * needs handlers that it can remove. Inside tmux it would also run `tmux -V`.
 */
function withoutHandlers<T>(make: () => T): T {
  const nothing = () => undefined;
  const { Screen, Program, Tput } = blessed;
  Screen._bound = Program._bound = true;
  Screen._exceptionHandler = Screen._sigtermHandler = Screen._sigintHandler = nothing;
  Screen._sigquitHandler = Screen._exitHandler = Program._exitHandler = nothing;
  const { TMUX } = process.env;
  delete process.env.TMUX;
  const { _compile: compile } = Tput.prototype;
  Tput.prototype._compile = compiledLate(compile);
  try {
    return make();
  } finally {
    Tput.prototype._compile = compile;
    if (TMUX !== undefined) process.env.TMUX = TMUX;
  }
}

/**
 * Compiles abilities of a terminal only when they are used. Blessed has V8 compile a function for each of some 300 at
 * once, which would take longer than everything else that makes a screen, and we use none that writes.
 */
function compiledLate(compile: blessed.Tput['_compile']): blessed.Tput['_compile'] {
  return function (this: blessed.Tput, info, key, value) {
    if (typeof value !== 'string' || value === '') return compile.call(this, info, key, value);
    let made: blessed.Ability | null = null;
    return (args: readonly unknown[]) => {
      made ??= compile.call(this, info, key, value) as blessed.Ability;
      return made(args);
    };
  };
}
