import { chmodSync, writeFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { commandWords, editorCommand, pagerCommand } from '../../lib/terminal/programs/viewers.js';
import { anyCharacter } from '../support/any-character.js';
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
