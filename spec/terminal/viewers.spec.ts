import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { runInBackground } from '../../lib/terminal/programs/run-in-background.js';
import { commandWords, editorCommand, pagerCommand } from '../../lib/terminal/programs/viewers.js';
import { anyCharacter } from '../support/any-character.js';
import { eventually } from '../support/eventually.js';
import { folderForEach } from '../support/folder-for-each.js';
import { temporaryFolder } from '../support/temporary-folder.js';

describe('a command line', () => {
  it.each([
    ['less -R', ['less', '-R']],
    ['  code\t--wait  ', ['code', '--wait']],
    [`"my editor" 'a "b" \\' c\\ d`, ['my editor', 'a "b" \\', 'c d']],
    [`vim -c 'set ft=log' ""`, ['vim', '-c', 'set ft=log', '']],
    [
      'less "$HOME/x" $(touch y) `z` *; a | b',
      ['less', '$HOME/x', '$(touch', 'y)', '`z`', '*;', 'a', '|', 'b'],
    ],
    ['"a\\"b\\$c\\d"', ['a"b$c\\d']],
    ['ends with\\', ['ends', 'with\\']],
  ])('%j is split into %j', (line, words) => {
    expect(commandWords(line)).toEqual(words);
  });

  it.each(['', '   ', '"open', "it's", "''"])('%j is refused', (line) => {
    expect(commandWords(line)).toBeNull();
  });

  it('is split into the words that were quoted', () => {
    const word = fc.string({ unit: anyCharacter });
    fc.assert(
      fc.property(fc.string({ unit: anyCharacter, minLength: 1 }), fc.array(word), (first, rest) => {
        const quoted = [first, ...rest].map((one) => `'${one.replaceAll("'", `'\\''`)}'`);
        expect(commandWords(quoted.join(' '))).toEqual([first, ...rest]);
      }),
    );
  });
});

describe('the program that shows a file', () => {
  const folder = temporaryFolder();
  afterAll(folder.remove);
  writeFileSync(folder.file('more'), '');
  chmodSync(folder.file('more'), 0o755);
  writeFileSync(folder.file('less'), '');
  writeFileSync(folder.file('vi'), '');
  chmodSync(folder.file('vi'), 0o755);

  it.each([
    [{ PAGER: 'less -R +G' }, { program: 'less', args: ['-R', '+G'] }],
    [{ PAGER: 'cat' }, { program: 'more', args: [] }],
    [{ PAGER: '' }, { program: 'more', args: [] }],
    [{ PAGER: '"broken' }, { program: 'more', args: [] }],
    [{ PATH: '' }, null],
  ])('in %j the pager is %j', (environment, command) => {
    expect(pagerCommand({ PATH: `.:${folder.path}`, ...environment })).toEqual(command);
  });

  it.each([
    [
      { VISUAL: 'code --wait', EDITOR: 'ed' },
      { program: 'code', args: ['--wait'] },
    ],
    [
      { VISUAL: ' ', EDITOR: 'emacs -nw' },
      { program: 'emacs', args: ['-nw'] },
    ],
    [{}, { program: 'vi', args: [] }],
    [{ PATH: '/no/such' }, null],
  ])('in %j the editor is %j', (environment, command) => {
    expect(editorCommand({ PATH: folder.path, ...environment })).toEqual(command);
  });
});

const folder = folderForEach();
const { env: environment } = process;

const run = (script: string) =>
  runInBackground('/bin/sh', ['-c', script], { folder: folder.path, environment });

describe('a program in the background', () => {
  it.each([
    ['exit 0', { kind: 'ended', code: 0 }, ''],
    ['echo out; echo first >&2; echo " last " >&2; echo >&2; exit 3', { kind: 'ended', code: 3 }, 'last'],
    ['head -c 3000000 /dev/zero | tr "\\0" e >&2; exit 1', { kind: 'ended', code: 1 }, 'e'.repeat(200)],
    ['kill -9 $$', { kind: 'killed', signal: 'SIGKILL' }, ''],
    ['sleep 2 & exit 4', { kind: 'ended', code: 4 }, ''],
  ])('that does %j ends with what it said last', async (script, end, lastLine) => {
    expect(await run(script)).toEqual({ end, lastLine });
  });

  it('has no terminal, no input, and the folder that it is given', async () => {
    expect((await run('test -t 0 || cat >&2; pwd >&2; exit 1')).lastLine).toBe(folder.path);
  });

  it.each([['/no/such/program'], ['a\0b']])('that is called %j could not be started', async (program) => {
    const { end } = await runInBackground(program, [], { folder: folder.path, environment });
    expect(end).toEqual({ kind: 'problem', sentence: 'The program could not be started.' });
  });

  it('is ended with all that it has started when its owner ends, and nothing that has the id of an earlier one', async () => {
    const module = new URL('../../lib/terminal/programs/run-in-background.js', import.meta.url).href;
    const left = folder.file('pid');
    const owner = `
      const { runInBackground } = await import(${JSON.stringify(module)});
      const { existsSync } = await import('node:fs');
      const run = (...words) => runInBackground('/bin/sh', words, { folder: '/', environment: process.env });
      const kill = process.kill;
      process.kill = (pid, signal) => console.log(pid) ?? kill.call(process, pid, signal);
      await run('-c', 'exit 0');
      await runInBackground('/no/such/program', [], { folder: '/', environment: process.env });
      run('-c', 'sleep 60 & echo $! $$ > "$0.new"; mv "$0.new" "$0"; wait', ${JSON.stringify(left)});
      setInterval(() => existsSync(${JSON.stringify(left)}) && process.exit(0), 20);`;
    const { status, stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', owner], {
      ...{ timeout: 20_000, encoding: 'utf8' },
    });
    const [pid, group] = readFileSync(left, 'utf8').trim().split(' ');
    expect([status, stdout]).toEqual([0, `-${group}\n`]);
    const isThere = () =>
      existsSync(`/proc/${pid}/stat`) && !readFileSync(`/proc/${pid}/stat`, 'latin1').includes(') Z');
    await eventually(() => !isThere(), `${pid} still runs`);
  });
});
