import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { sanitize } from '../../lib/view/text/sanitize.js';
import { type CommandLook, pathCommands, shellWord } from '../../lib/view/words/path-commands.js';
import { folderForEach } from '../support/folder-for-each.js';
import { needs } from '../support/needs.js';
import { pinnedEnvironment } from '../support/pty.js';

/** How each shell is started without the operator's own configuration. */
const shells: Readonly<Record<string, readonly string[]>> = {
  ...{ bash: ['--norc', '--noprofile'], zsh: ['-f'], fish: ['--no-config'], sh: [] },
};
const shellNames = ['bash', 'sh', 'zsh', 'fish'] as const;

const look: CommandLook = {
  host: 'worker-1',
  home: '/home/operator',
  isShown: (text) => sanitize(text, 4096) === text,
  fits: () => true,
};

/** Every sign that some shell or printf takes for more than itself, and some texts that are only that. */
const nasty = fc.constantFrom(
  ...`'"\\!*?~- ;&|#%=\n\r\t\x07\x85\u2028\u202eü日\u{1f4a9}()<>^.:`,
  ...[
    '$(reboot)',
    '`reboot`',
    '!!',
    '[a]',
    '{a,b}',
    '--',
    '  ',
    '%s',
    '\x1b[201~\n',
    '\\033',
    '\\n',
    '$HOME',
  ],
  ...["'; reboot; '", "\\'", '{}', '..'],
);
const name = fc.array(fc.oneof(nasty, fc.string({ maxLength: 4 })), { minLength: 1, maxLength: 5 });
const names = name.map((parts) => parts.join('').replace(/[/\0]/g, '')).filter((text) => text !== '');
const path = fc
  .tuple(
    fc.constantFrom('/', '', './', '~/', '-'),
    fc.array(names, { minLength: 1, maxLength: 4 }),
    fc.constantFrom('', '/'),
  )
  .map(([start, parts, end]) => `${start}${parts.join('/')}${end}`);

describe('a command that leads to a path', () => {
  const folder = folderForEach();

  /** Runs lines in a shell, with programs of the spec's own first on PATH. */
  function run(shell: string, lines: readonly string[], where: string): void {
    const script = folder.file('script');
    writeFileSync(script, `${lines.join('\n')}\n`);
    const environment = {
      ...pinnedEnvironment(),
      PATH: `${folder.file('bin')}${delimiter}${process.env.PATH}`,
    };
    execFileSync(shell, [...(shells[shell] ?? []), script], { cwd: where, env: environment, stdio: 'pipe' });
  }

  function program(name: string, script: string): void {
    mkdirSync(folder.file('bin'), { recursive: true });
    writeFileSync(folder.file(`bin/${name}`), `#!/bin/sh\n${script}\n`);
    chmodSync(folder.file(`bin/${name}`), 0o755);
  }

  /** The words that a shell makes of each of these command lines, each without its first. */
  function wordsIn(shell: string, lines: readonly string[]): string[][] {
    const out = folder.file(`words-${shell}`);
    const say =
      shell === 'fish'
        ? `function say; printf '%s\\0' (count $argv) $argv >>${out}; end`
        : `say() { printf '%s\\0' "$#" "$@" >>${out}; }`;
    writeFileSync(out, '');
    run(shell, [say, ...lines.map((line) => line.replace(/^\S+/, 'say'))], folder.path);
    const found = readFileSync(out, 'utf8').split('\0');
    const words: string[][] = [];
    for (let at = 0; at < found.length - 1; ) {
      const count = Number(found[at]);
      words.push(found.slice(at + 1, at + 1 + count));
      at += 1 + count;
    }
    return words;
  }

  /** Defines a test for each of the shells. */
  function inEachShell(title: string, test: (shell: string) => void): void {
    for (const shell of shellNames)
      (shell === 'zsh' || shell === 'fish' ? needs(shell).it : it)(title.replace('%s', shell), () =>
        test(shell),
      );
  }

  inEachShell('is read by %s as the very path, whatever it holds', (shell) => {
    const texts = fc.sample(path, { numRuns: 600, seed: 20261125 });
    const told = texts.map((text) => ({ text, word: shellWord(text, look.isShown) }));
    for (const { text, word } of told) expect(word === null).toBe(/\0|\n$/.test(text));
    const words = told.flatMap(({ word }) => (word === null ? [] : [`say ${word} end`]));
    const kept = told.filter(({ word }) => word !== null).map(({ text }) => [text, 'end']);
    expect(wordsIn(shell, words)).toEqual(kept);
  });

  inEachShell('goes to its folder in steps that fit, in %s', (shell) => {
    const texts = fc.sample(path, { numRuns: 300, seed: 1125 });
    for (const width of [60, 100]) {
      const cases = texts.map((text) => ({
        text,
        lines: pathCommands(text, { ...look, fits: (line) => line.length <= width }).lines.filter((line) =>
          line.startsWith('cd '),
        ),
      }));
      const all = cases.flatMap(({ lines }) => lines);
      expect(all.every((line) => line.length <= width && !/\p{Cc}/u.test(line))).toBe(true);
      const words = wordsIn(shell, all);
      expect(words.every((each) => each.length === 1 && !each[0]?.startsWith('-'))).toBe(true);
      let at = 0;
      for (const { text, lines } of cases) {
        if (lines.length === 0) continue;
        const steps = words.slice(at, at + lines.length).map(([step = '']) => step);
        at += lines.length;
        const full = text.replace(/^~(?=\/)/, '/home/operator');
        expect({ text, at: tidy(steps.join('/')) }).toEqual({ text, at: tidy(folderIn(full)) });
      }
    }
  });

  needs('zsh', 'fish').it.each(shellNames)(
    'fetches it whatever shell is at the other end, in %s',
    (shell) => {
      for (const file of [
        'a b.txt',
        "it's \\ $(touch made) `touch made`;touch made!.csv",
        'x\x1b[201~\ntouch made\n.log',
        '-rf .txt',
        '*.bin',
      ]) {
        const there = folder.file(`there ${file.slice(0, 2)}`);
        mkdirSync(there, { recursive: true });
        writeFileSync(join(there, file), file);
        const { lines } = pathCommands(join(there, file), look);
        expect(lines[0]).toMatch(/^ssh worker-1 .* \| tar -xf -$/);
        for (const remote of shellNames) {
          const here = folder.file(`here-${shell}-${remote}`);
          mkdirSync(here, { recursive: true });
          program(
            'ssh',
            `[ "$1" = worker-1 ] || exit 1\nshift\nexec ${remote} ${shells[remote]?.join(' ')} -c "$*"`,
          );
          run(shell, lines.slice(0, 1), here);
          expect(readFileSync(join(here, file), 'utf8')).toBe(file);
          expect(readdirSync(here)).not.toContain('made');
        }
        run(shell, [...lines.slice(1), `pwd >${folder.file('pwd')}`], folder.path);
        expect(readFileSync(folder.file('pwd'), 'utf8')).toBe(`${dirname(join(there, file))}\n`);
      }
    },
  );

  it.each([
    ['/out/orders.parquet', ['scp -r worker-1:/out/orders.parquet .', 'cd /out/']],
    ['/out/v1.2', ['scp -r worker-1:/out/v1.2 .', 'cd /out/']],
    ['/out/fix_orders/', ['scp -r worker-1:/out/fix_orders/ .', 'cd /out/fix_orders/']],
    ['/out/überweg.csv', ["scp -r 'worker-1:/out/überweg.csv' .", 'cd /out/']],
    ['~/out/x.csv', ['scp -r worker-1:/home/operator/out/x.csv .', 'cd /home/operator/out/']],
    [
      '/my out/x.csv',
      ["ssh worker-1 'tar -cf - -C '\\''/my out/'\\'' ./x.csv' | tar -xf -", "cd '/my out/'"],
    ],
    ['out/x.csv', ['cd ./out/']],
    ['x.csv', ['cd .']],
    ['-x/y.csv', ['cd ./-x/']],
    ['~other/y.csv', ["cd './~other/'"]],
    ['/', ['cd /']],
    ['/out/broken\n', ['cd "$(printf \'/out/broken\\012/\')"']],
    ['s3://bucket/x.csv', []],
    ['/bad\0/x', []],
  ])('for %j is %j', (text, lines) => {
    expect(pathCommands(text, look)).toEqual({ lines, needsRoom: false });
  });

  it('leaves ~ to the shell where home is not known', () => {
    const homeless = { ...look, home: null };
    expect(pathCommands("~/a b/it's", homeless).lines).toEqual(["cd ~/'a b/it'\\''s'"]);
    expect(pathCommands('~/x', homeless).lines).toEqual(['cd ~/x']);
    expect(pathCommands('~/', homeless).lines).toEqual(['cd ~']);
  });

  it.each(['', '-oProxyCommand=reboot', 'a b', '$(reboot)', 'a;b'])(
    'is not made for the unsafe host %j',
    (host) => {
      expect(pathCommands('/out/x.csv', { ...look, host }).lines).toEqual(['cd /out/']);
    },
  );

  it('is left out where it has no room, and a line says so', () => {
    const narrow = { ...look, fits: (line: string) => line.length <= 20 };
    expect(pathCommands('/data/long/way/to/out/x.csv', narrow)).toEqual({
      lines: ['cd /data/long/way/to', 'cd ./out/'],
      needsRoom: true,
    });
    expect(pathCommands(`/data/${'x'.repeat(30)}/`, narrow)).toEqual({ lines: [], needsRoom: true });
    expect(pathCommands(`/${'x'.repeat(30)}\0/`, narrow)).toEqual({ lines: [], needsRoom: false });
  });
});

/** The folder that a path is of, or is in, by its looks. */
function folderIn(text: string): string {
  const last = text.slice(text.lastIndexOf('/') + 1);
  return last !== '' && last.includes('.') ? text.slice(0, text.lastIndexOf('/') + 1) : text;
}

/** The same place with no dot, no doubled slash and none at the end. */
function tidy(text: string): string {
  return text
    .split('/')
    .filter((part, index) => index === 0 || (part !== '' && part !== '.'))
    .join('/')
    .replace(/^\.\/|^\.$/, '');
}
