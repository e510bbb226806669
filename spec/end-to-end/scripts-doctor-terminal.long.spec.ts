import { beforeEach, describe, expect, it } from '@jest/globals';
import { createDatabase } from '../support/databases.js';
import { folderForEach } from '../support/folder-for-each.js';
import { startInPty } from '../support/pty.js';
import { runInside as run } from './inside.js';
import { program } from './program.js';
import { doctorSays, type Said } from './scripts-doctor-scene.js';

const folder = folderForEach();

let path: string;

beforeEach(() => {
  path = folder.file('jobs.sqlite3');
});

const doctor = (environment: Said = {}, args = [path]) =>
  doctorSays(args, { HOME: folder.path, ...environment });

describe('jobs-view doctor on a terminal', () => {
  it('reports the terminal, its colours and characters by the environment', async () => {
    await createDatabase(path);
    const plain = await doctor();
    expect(plain.said).toMatchObject({
      terminal: 'note TERM is xterm-256color; stdin or stdout is not a terminal',
      colours: 'ok 256 colours',
      characters: 'ok UTF-8: LANG is C.UTF-8',
      multiplexer: 'ok none',
      clipboard: 'ok the terminal (OSC 52), if it supports that',
    });
    const other = await doctor({
      TERM: 'screen',
      LANG: 'C',
      NO_COLOR: '1',
      TMUX: '/t',
      STY: '1',
      DISPLAY: ':0',
    });
    expect(other.said).toMatchObject({
      colours: expect.stringContaining('NO_COLOR'),
      characters: 'note ASCII: LANG is C',
      multiplexer: 'ok tmux and GNU screen',
      clipboard: expect.stringMatching(/tmux.*OSC 52.*the desktop/),
    });
    const dumb = await doctor({ TERM: 'dumb' });
    expect(dumb.code).toBe(1);
    expect(dumb.said.terminal).toMatch(/^bad TERM is dumb/);
  });

  it('reports the size of a terminal, and exits with 1 if it is too small', async () => {
    await createDatabase(path);
    for (const [columns, rows, words, code] of [
      [150, 24, '150x24 cells', 0],
      [150, 10, '150x10 cells, but at least 60x16 is needed', 1],
    ] as const) {
      const view = startInPty(process.execPath, [program, 'doctor', path], {
        columns,
        rows: Math.max(rows, 10),
      });
      try {
        expect((await view.ended).code).toBe(code);
        expect(view.bytes()).toContain(words);
      } finally {
        await view.close();
      }
    }
  });

  it('breaks lines between words, indented, and never within a path', async () => {
    const long = folder.file(`${'a-long-name'.repeat(8)}.sqlite3`);
    await createDatabase(long, { version: 'D' });
    const view = startInPty(process.execPath, [program, 'doctor', long], { columns: 80, rows: 50 });
    try {
      await view.ended;
      const lines = view.bytes().split('\r\n');
      const words = (text: string) => text.split(/\s+/).filter((word) => word !== '');
      const environment = { TERM: 'xterm-256color', HOME: process.env.HOME ?? '' };
      const { out } = await run(['doctor', long], environment);
      const schema = lines.findIndex((line) => / schema /.test(line));
      const column = lines[schema]?.search(/(?<= schema +)\S/) ?? 0;
      const more = lines.slice(schema + 1).findIndex((line) => !line.startsWith(' '.repeat(column)));
      expect(more).toBeGreaterThan(0);
      expect(lines.filter((line) => line.length > 80).every((line) => line.includes(long))).toBe(true);
      const block = lines.slice(schema, schema + 1 + more).join(' ');
      const whole = out.split('\n').find((line) => / schema /.test(line)) ?? '';
      expect(words(block)).toEqual(words(whole));
      expect(lines.some((line) => line.includes(long))).toBe(true);
    } finally {
      await view.close();
    }
  });

  it('prints no control character from outside', async () => {
    const hostile = '\u001b]0;x\u0007\u009b2J\u202e\n';
    const evil = folder.file(`a${hostile}b`);
    await createDatabase(evil);
    const { out } = await run(['doctor', evil], { TERM: `xterm${hostile}`, LANG: `C${hostile}` });
    expect(out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    expect(out.split('\n').every((line) => /^(ok|note|bad) |^The dashboard|^$/.test(line))).toBe(true);
  });
});
