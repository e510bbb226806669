import type { Display, Frame, Line, Size } from '../../lib/view/frame.js';
import { createDashboard } from '../../widgets/dashboard.js';
import { currentWidth } from '../support/character-width.js';
import { Emulator } from '../support/emulator.js';

/** Widths for the product, as it would pass them: of one character. */
export const widthOf = (character: string): number => {
  const codePoint = character.codePointAt(0) ?? 0;
  return codePoint === 0 ? 1 : currentWidth(codePoint);
};

export interface StageOptions {
  readonly size?: Size;
  readonly colors?: number;
  readonly title?: boolean;
  readonly sync?: boolean;
  readonly progress?: boolean;
  readonly terminal?: string;
  readonly unicode?: boolean;
  readonly widths?: 'current' | 'old';
}

/** A dashboard whose terminal is an emulator. */
export interface Stage {
  readonly display: Display;
  readonly screen: Emulator;
  /** Bytes written since the last call. */
  taken(): string;
  /** Shows a frame; the screen is up to date when it resolves. Returns the bytes that took. */
  show(frame: Frame): Promise<string>;
  /** Makes the output refuse (`drained` isn't called until `open`), as a stalled terminal does. */
  stall(): void;
  open(): void;
  close(): void;
}

/** Sets the stage. Close it after the test. */
export function stage(options: StageOptions = {}): Stage {
  const {
    size = { columns: 40, rows: 10 },
    colors = 256,
    title = false,
    sync = false,
    progress = false,
    terminal = 'xterm-256color',
    unicode = true,
  } = options;
  const screen = new Emulator({ ...size, widths: options.widths ?? 'current' });
  let bytes = '';
  let isStalled = false;
  let waiting: (() => void) | null = null;
  const display = createDashboard({
    output: {
      write(text) {
        bytes += text;
        screen.write(text);
        return !isStalled;
      },
      drained(run) {
        waiting = run;
        return () => {
          waiting = null;
        };
      },
    },
    capabilities: { colors, terminal, title, sync, unicode },
    size,
    widthOf,
    ...(progress && {
      progressBytes: (told) => `\x1b]9;4;${told === null ? '0' : `${told.kind} ${told.percent}`}\x07`,
    }),
  });
  // As a session leaves the screen to the dashboard.
  screen.write('\x1b[?7l');
  const taken = () => {
    const all = bytes;
    bytes = '';
    return all;
  };
  return {
    display,
    screen,
    taken,
    async show(frame) {
      display.update(frame);
      await screen.write('');
      return taken();
    },
    stall: () => {
      isStalled = true;
    },
    open() {
      isStalled = false;
      waiting?.();
      waiting = null;
    },
    close() {
      display.destroy();
      screen.dispose();
    },
  };
}

/** A line in one style, padded to a width. */
export function line(text: string, width: number, style: Line[number]['style'] = 'plain'): Line {
  const used = [...text].reduce((sum, character) => sum + widthOf(character), 0);
  return [{ text: text + ' '.repeat(Math.max(0, width - used)), style }];
}

/** A frame with nothing in it but a border of blanks, and what is laid over. */
export function frame(size: Size, parts: Partial<Omit<Frame, 'size'>> = {}): Frame {
  return {
    ...{ size, title: '', border: Array.from({ length: size.rows }, () => line('', size.columns)) },
    ...{ status: null, list: null, panel: null, footer: null, ...parts },
  };
}
