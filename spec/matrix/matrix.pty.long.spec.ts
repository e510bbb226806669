import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { capabilities } from '../../lib/terminal/capabilities.js';
import type { Frame, Size } from '../../lib/view/frame.js';
import { asciiGlyphs, unicodeGlyphs } from '../../lib/view/glyphs.js';
import { cells } from '../../lib/view/text/width.js';
import { createDashboard } from '../../widgets/dashboard.js';
import { brief, program } from '../end-to-end/program.js';
import { createDatabase } from '../support/databases.js';
import { Emulator } from '../support/emulator.js';
import { needs } from '../support/needs.js';
import { startInPty } from '../support/pty.js';
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.js';
import { startTmux } from '../support/tmux.js';
import { expectedFrame, screenOf } from './expected-screen.js';
import { matrixJobs } from './matrix-jobs.js';

const terms = [
  ...'xterm-256color tmux-256color screen-256color screen xterm linux vt220 rxvt-unicode-256color'.split(' '),
  ...'xterm-ghostty alacritty xterm-kitty foot nonsense'.split(' '),
];

/** Empty for unset. */
const locales = ['C.UTF-8', 'C', '', 'POSIX', 'en_US.ISO-8859-1'] as const;
const sizes = [
  { columns: 60, rows: 16 },
  { columns: 80, rows: 24 },
  { columns: 200, rows: 50 },
] as const satisfies readonly Size[];
const colors = ['auto', 'always', 'never', 'NO_COLOR'] as const;

interface Row {
  readonly term: string;
  readonly locale: string;
  readonly size: (typeof sizes)[number];
  readonly color: string;
}

/** The size at this place, of sizes that take turns. */
const sizeAt = (place: number) => sizes[place % sizes.length] ?? sizes[0];
/** Each terminal with each locale and each choice of colours, and every two of these in each size. */
const rows: readonly Row[] = terms
  .flatMap((term) => locales.flatMap((locale) => colors.map((color) => ({ term, locale, color }))))
  .map((row, place) => ({ ...row, size: sizeAt(place) }));

/** A row for each terminal, in which the real program is started: all locales, sizes and colours take turns. */
const started: readonly Row[] = terms.map((term, place) => ({
  term,
  locale: locales[place % locales.length] ?? '',
  size: sizeAt(place),
  color: colors[place % colors.length] ?? '',
}));

const isUnicode = ({ term, locale }: Row) => locale === 'C.UTF-8' && term !== 'linux';
const isColored = ({ term, color }: Row) => color === 'always' || (color === 'auto' && term !== 'vt220');

/** Colours of any kind, anywhere in the sequence. */
const colorSequence = /\x1b\[(?:\d*;)*(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])(?:;\d*)*m/;
/** Sequences that turn letters into lines. */
const alternateLetters = /\x1b[()*+][^B]|\x0e/;
/** This many dashboards start side by side. */
const abreast = 3;

describe('the dashboard in every terminal', () => {
  let folder: TemporaryFolder;
  let path: string;
  const frames = new Map<string, Frame>();

  const frameFor = (size: Size, unicode: boolean): Frame => {
    const frame = frames.get(`${size.columns} ${unicode}`);
    if (frame === undefined) throw new Error('no such frame');
    return frame;
  };
  const screenFor = (size: Size, unicode: boolean) => screenOf(frameFor(size, unicode));

  beforeAll(async () => {
    folder = temporaryFolder();
    path = folder.file('jobs.sqlite3');
    await createDatabase(path, { migrated: 'all', rows: matrixJobs });
    for (const size of sizes)
      for (const unicode of [true, false])
        frames.set(`${size.columns} ${unicode}`, await expectedFrame(path, size, unicode, folder.path));
  });
  afterAll(() => folder.remove());

  /** Starts the dashboard, compares its screen, quits, and returns all that it wrote. */
  async function show(
    index: number,
    { term, locale, size, color }: Row,
    expected: string,
    ...more: string[]
  ) {
    const errors = folder.file(`errors-${index}`);
    const script = `exec "$0" "$@" 2>"$ERRORS"`;
    const args = [...brief, program, path, ...(color === 'NO_COLOR' ? [] : ['--color', color]), ...more];
    const dashboard = startInPty('bash', ['--norc', '-c', script, process.execPath, ...args], {
      ...size,
      term,
      environment: {
        HOME: folder.path,
        LANG: locale,
        ERRORS: errors,
        ...(color === 'NO_COLOR' ? { NO_COLOR: '1' } : {}),
      },
    });
    try {
      await dashboard.waitForScreen(expected, { within: 20_000 });
      dashboard.type('q');
      expect(await dashboard.ended).toEqual({ code: 0, signal: 0 });
      expect(dashboard.screen.state).toMatchObject({ alternateScreen: false, cursorShown: true });
      expect(dashboard.screen.text()).toBe('\n');
      expect(readFileSync(errors, 'utf8')).toBe('');
      return dashboard.bytes();
    } finally {
      await dashboard.close();
    }
  }

  async function check(index: number): Promise<void> {
    const row = started[index];
    if (row === undefined) return;
    judge(row, await show(index, row, screenFor(row.size, isUnicode(row))));
  }

  /** What the widgets write for a terminal of which the environment says this much. */
  async function drawIn({ term, locale, size, color }: Row): Promise<string> {
    const environment = { TERM: term, LANG: locale, ...(color === 'NO_COLOR' ? { NO_COLOR: '1' } : {}) };
    const choice = color === 'NO_COLOR' ? 'auto' : (color as 'auto' | 'always' | 'never');
    const able = capabilities(environment, { isTTY: true, color: choice });
    const screen = new Emulator(size);
    let bytes = '';
    const output = {
      write(text: string) {
        bytes += text;
        return true;
      },
      drained: () => () => undefined,
    };
    const display = createDashboard({ output, capabilities: able, size, widthOf: cells });
    try {
      display.update(frameFor(size, able.unicode));
      // As a session leaves the screen to the dashboard.
      await screen.write(`\x1b[?7l${bytes}`);
      expect(screen.text()).toBe(screenFor(size, able.unicode));
      return bytes;
    } finally {
      display.destroy();
      screen.dispose();
    }
  }

  function judge(row: Row, bytes: string): void {
    const unicode = isUnicode(row);
    expect({ ...row, colored: colorSequence.test(bytes) }).toEqual({ ...row, colored: isColored(row) });
    expect(bytes).not.toMatch(alternateLetters);
    if (!unicode) expect(bytes).toMatch(/^[\x07\b\x1b\r\n -~]*$/);
  }

  it('is drawn in the right letters and colours with every locale and choice of colours', async () => {
    for (const row of rows) judge(row, await drawIn(row));
  });

  it('shows its frame as the real program, in the letters and colours of the terminal, without a word on stderr', async () => {
    let next = 0;
    const worker = async (): Promise<void> => {
      while (next < started.length) await check(next++);
    };
    await Promise.all(Array.from({ length: abreast }, worker));
  }, 120_000);

  it('follows --ascii and --unicode before the locale', async () => {
    const row = { term: 'xterm', size: sizes[1], color: 'auto' } as const;
    const ascii = await show(1000, { ...row, locale: 'C.UTF-8' }, screenFor(row.size, false), '--ascii');
    expect(ascii).toMatch(/^[\x07\b\x1b\r\n -~]*$/);
    await show(1001, { ...row, locale: 'C' }, screenFor(row.size, true), '--unicode');
  });

  it.each([unicodeGlyphs, asciiGlyphs])(
    'has a different sign for every status: $statuses',
    ({ statuses }) => {
      expect(new Set(Object.values(statuses)).size).toBe(Object.keys(statuses).length);
    },
  );

  needs('tmux').it.each(['tmux-256color', 'nonsense'])(
    'is drawn alike in a tmux pane with TERM=%s',
    async (term) => {
      const [, size] = sizes;
      const tmux = await startTmux({ ...size, environment: { HOME: folder.path } });
      try {
        const errors = folder.file(`errors-${term}`);
        const command = `TERM=${term} ${process.execPath} ${brief} ${program} ${path}`;
        await tmux.command(`${command} 2>${errors}; echo "ended $?"`);
        await tmux.waitForPane(screenFor(size, true), { within: 20_000 });
        await tmux.sendKeys('q');
        await tmux.waitForText('ended 0');
        expect(readFileSync(errors, 'utf8')).toBe('');
      } finally {
        await tmux.close();
      }
    },
  );

  it.each([
    ['dumb', 'TERM=dumb: '],
    ['', 'TERM is not set: '],
  ])('prints the list once instead, with the reason, if TERM is %j', async (term, words) => {
    const errors = folder.file(`errors-dumb-${term}`);
    const script = `export TERM=${term}; exec "$0" "$@" 2>"$ERRORS"`;
    const dashboard = startInPty('bash', ['--norc', '-c', script, process.execPath, program, path], {
      environment: { HOME: folder.path, ERRORS: errors },
    });
    try {
      expect(await dashboard.ended).toEqual({ code: 0, signal: 0 });
      expect(dashboard.bytes()).toContain('alpha');
      expect(dashboard.bytes()).not.toContain('\x1b');
      expect(readFileSync(errors, 'utf8')).toMatch(
        new RegExp(`^${words}.*TERM=xterm-256color jobs-view\\n$`, 's'),
      );
    } finally {
      await dashboard.close();
    }
  });
});
