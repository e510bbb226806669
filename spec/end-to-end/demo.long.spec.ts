import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { needs } from '../support/needs.js';
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.js';
import { startTmux, type TmuxSession } from '../support/tmux.js';
import { program } from './program.js';

const { describe, it } = needs('tmux');

describe('the demo in tmux', () => {
  let folder: TemporaryFolder;
  let tmux: TmuxSession;

  beforeEach(async () => {
    folder = temporaryFolder();
    // HOME has no database, so that the program without a path opens the demo; TMPDIR shows what it leaves behind.
    const environment = { HOME: folder.path, TMPDIR: folder.path, LANG: 'C.UTF-8' };
    tmux = await startTmux({ columns: 80, rows: 24, environment });
    await tmux.command(`${process.execPath} ${program} 2>${folder.file('stderr')}; echo "ended $?"`);
    await tmux.waitForText('First failure: venue_nyse_20240115.log', { within: 20_000 });
  });

  afterEach(async () => {
    await tmux.close();
    folder.remove();
  });

  const selectedLine = (screen: string) => screen.split('\n').findIndex((line) => line.includes('▸'));

  it('updates, answers keys, comes back after Ctrl-Z and fg, and restores the terminal when it quits', async () => {
    const records = /([\d,]+)\/45,782 records/;
    const first = await tmux.shows((screen) => {
      expect(screen).toContain('┌─ JOBS');
      expect(screen).toContain('✗ PARSE    fix_parser v1.2');
      expect(screen.split('\n').filter((line) => line.includes('▸'))).toHaveLength(1);
      expect(screen).toMatch(records);
    });

    const before = records.exec(first)?.[1];
    await tmux.shows(
      (screen) => {
        expect(screen).toMatch(records);
        expect(records.exec(screen)?.[1]).not.toBe(before);
      },
      { within: 15_000 },
    );

    const top = selectedLine(first);
    await tmux.sendKeys('j');
    await tmux.shows((screen) => expect(selectedLine(screen)).toBeGreaterThan(top));
    await tmux.sendKeys('?');
    await tmux.waitForText('Page down, page up');
    await tmux.sendKeys('Escape');
    // By now the demo may have moved on, and the list with it.
    await tmux.shows((screen) => {
      expect(screen).toContain('│▸');
      expect(screen).not.toContain('Page down, page up');
    });

    expect(await tmux.ask('#{alternate_on}')).toBe('1');
    await tmux.sendKeys('C-z');
    await tmux.waitForText('Stopped');
    expect(await tmux.ask('#{alternate_on} #{cursor_flag}')).toBe('0 1');
    await tmux.command('fg; echo "back $?"');
    // The list follows the chosen job, wherever the demo has it by now.
    await tmux.shows((screen) => expect(screen).toMatch(/┌─ JOBS \(demo\).*│▸/s), { within: 15_000 });
    await tmux.sendKeys('q');
    await tmux.waitForText('back 0');
    expect(await tmux.ask('#{alternate_on} #{cursor_flag} #{mouse_any_flag} #{wrap_flag}')).toBe('0 1 0 1');
    expect(await tmux.capture()).not.toContain('JOBS');
    expect(readFileSync(folder.file('stderr'), 'utf8')).toBe('');
    await eventually(
      () => readdirSync(folder.path).every((name) => !/demo/.test(name)),
      () => `the demo's folder is gone: ${readdirSync(folder.path).join(' ')}`,
    );
  }, 60_000);
});
