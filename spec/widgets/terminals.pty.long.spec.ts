import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type LeakWatch, watchForLeaks } from '../support/leaks.js';
import { needs } from '../support/needs.js';
import { startInPty } from '../support/pty.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { startTmux } from '../support/tmux.js';

const programPath = fileURLToPath(new URL('../support/programs/dashboard.js', import.meta.url));

const unicodePicture = (columns: number, rows: number, keys: string): string =>
  [
    '─'.repeat(columns),
    `${`│▸ ✗ ↻ ████░░░░ 日本語 {bold} of ${columns}x${rows}`.padEnd(columns - 4)}│`,
    ...Array(rows - 4).fill(`│${' '.repeat(columns - 2)}│`),
    `${`│keys: ${keys}.`.padEnd(columns - 1)}│`,
    '─'.repeat(columns),
    '',
  ].join('\n');

describe('a dashboard in a real terminal', () => {
  let leaks: LeakWatch;
  const folder = temporaryFolder();
  const cleanups: (() => Promise<void>)[] = [];
  beforeEach(() => {
    leaks = watchForLeaks();
  });
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0)) await cleanup();
    await leaks.expectNone();
    folder.remove();
  });

  it.each(['xterm-256color', 'tmux-256color', 'screen-256color', 'vt220', 'xterm-kitty', 'unknown'])(
    'shows its picture and answers keys, and writes nothing else, as TERM=%s',
    async (term) => {
      mkdirSync(folder.path, { recursive: true });
      // A terminfo of the user's own, which no one can read.
      const terminfo = folder.file('terminfo');
      mkdirSync(`${terminfo}/x`, { recursive: true });
      for (const name of ['xterm', 'xterm-256color']) writeFileSync(`${terminfo}/x/${name}`, 'garbage');
      const errors = folder.file('errors');
      const script = `echo before; "$0" "$1" 2>"${errors}"; echo "code $?"`;
      const program = startInPty('bash', ['--norc', '-c', script, process.execPath, programPath], {
        term,
        environment: { TERMINFO: terminfo },
      });
      cleanups.push(program.close);
      await program.waitForScreen(unicodePicture(80, 24, ''));
      program.type('j\x1b[6~');
      await program.waitForText('keys: j PageDown.');
      program.resize(100, 30);
      await program.waitForScreen(unicodePicture(100, 30, 'j PageDown'));
      program.type('q');
      await program.ended;
      expect(program.screen.text()).toBe('before\ncode 0\n');
      expect(readFileSync(errors, 'utf8')).toBe('');
    },
  );

  it('keeps to ASCII without UTF-8, and to no colours with NO_COLOR', async () => {
    const program = startInPty(process.execPath, [programPath], {
      environment: { LANG: 'C', NO_COLOR: '1' },
    });
    cleanups.push(program.close);
    await program.waitForText('keys: .');
    await program.waitForText('|> x * ####---- {bold} of 80x24');
    expect(program.bytes()).toMatch(/^[\x07\x1b -~]*$/);
    expect(program.bytes()).not.toMatch(/\x1b\[(?:\d+;)*[349]\d[\d;]*m/);
  });

  needs('tmux').it.each(['tmux-256color', 'screen-256color'])(
    'stands in a tmux pane as it was drawn, with TERM=%s, through a suspend and a resize',
    async (term) => {
      const tmux = await startTmux({ term });
      cleanups.push(tmux.close);
      await tmux.tmux('set-option', '-g', 'allow-rename', 'on');
      const title = await tmux.ask('#{pane_title}');
      await tmux.command(`${process.execPath} ${programPath}`);
      await tmux.waitForPane(unicodePicture(80, 24, ''));
      // The whole picture was drawn, in these colours.
      expect(await tmux.capture({ styled: true })).toMatch(/\x1b\[1m\x1b\[38;5;196m▸ ✗ ↻/);
      expect(await tmux.ask('#{pane_title}')).toBe('heard 0');
      await tmux.sendKeys('j', 'Down', 'C-z');
      await tmux.waitForText('Stopped');
      await tmux.resize(90, 20);
      await tmux.command('fg');
      await tmux.waitForText('of 90x20');
      await tmux.sendKeys('G');
      await tmux.waitForPane(unicodePicture(90, 20, 'j Down Ctrl-z G'));
      await tmux.sendKeys('q');
      await tmux.waitForNoText('keys:');
      expect(await tmux.ask('#{pane_title}')).toBe(title);
      expect(await tmux.capture()).not.toMatch(/[│─]|error/i);
    },
  );
});
