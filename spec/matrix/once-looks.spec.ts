import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runInside } from '../end-to-end/inside.js';
import { createDatabase } from '../support/databases.js';
import { Emulator } from '../support/emulator.js';
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.js';
import { matrixJobs } from './matrix-jobs.js';

describe('the list in a pipe', () => {
  let folder: TemporaryFolder;
  let path: string;
  beforeAll(async () => {
    folder = temporaryFolder();
    path = folder.file('jobs.sqlite3');
    await createDatabase(path, { migrated: 'all', rows: matrixJobs });
  });
  afterAll(() => folder.remove());

  const print = (args: readonly string[], environment: Readonly<Record<string, string>> = {}) =>
    runInside([path, ...args], { HOME: folder.path, ...environment });
  const withoutColors = (text: string) => text.replace(/\x1b\[[\d;]*m/g, '');

  it('has colours only with --color always, those of the screen', async () => {
    const plain = await print(['--once']);
    expect(plain).toMatchObject({ code: 0, errors: '' });
    expect(plain.out).not.toContain('\x1b');
    expect(await print(['--once', '--color', 'auto'], { CLICOLOR_FORCE: '1', FORCE_COLOR: '1' })).toEqual(
      plain,
    );
    expect(await print(['--once', '--color', 'never'])).toEqual(plain);
    const colored = await print(['--once', '--color', 'always'], { NO_COLOR: '1' });
    expect(withoutColors(colored.out)).toBe(plain.out);
    expect(colored.out).toContain('\x1b[1;38;5;196m✗ \x1b[0m');
    const few = await print(['--once', '--color', 'always'], { TERM: 'xterm' });
    expect(few.out).toContain('\x1b[1;31m✗ \x1b[0m');
    expect(withoutColors(few.out)).toBe(plain.out);
  });

  it('leaves no colour behind', async () => {
    const { out } = await print(['--once', '--color', 'always']);
    const screen = new Emulator({ columns: 80, rows: 60 });
    try {
      await screen.write(`${out.replaceAll('\n', '\r\n')}prompt`);
      const row = screen.lines().findIndex((line) => line.startsWith('prompt'));
      expect(screen.cell(0, row)).toMatchObject({
        ...{ text: 'p', foreground: null, bold: false, inverse: false },
      });
    } finally {
      screen.dispose();
    }
  });

  it('is in ASCII or Unicode by flags, else by the locale', async () => {
    expect((await print(['--once', '--ascii'])).out).toMatch(/^[ -~\n]*$/);
    expect((await print(['--once'], { LANG: 'C' })).out).toMatch(/^[ -~\n]*$/);
    expect((await print(['--once', '--unicode'], { LANG: 'C' })).out).toContain('✗ PARSE');
  });
});
