import { spawnSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import { parseCommandLine } from '../../bin/command-line.js';
import {
  commandTable,
  exampleLines,
  examples,
  namedCommands,
  shells,
  synopsis,
} from '../../lib/cli/command-table.js';
import { completionFor } from '../../lib/cli/completion.js';
import { manPage } from '../../lib/cli/man-page.js';
import { optionsOf, optionTable } from '../../lib/cli/option-table.js';
import { wordsFor } from '../../lib/cli/option-words.js';
import { listedOf } from '../../lib/machine/keymap/binding.js';
import { keymap } from '../../lib/machine/keymap/keymap.js';
import { expectGolden } from '../support/golden.js';
import { needs } from '../support/needs.js';

const optionNames = optionTable.map(({ name }) => name);

/** What a program says about a text that it is given on stdin. */
function judgement(program: string, args: readonly string[], text: string): string {
  const { stdout, stderr, status } = spawnSync(program, args, { input: text, encoding: 'utf8' });
  return `${stdout}${stderr}${status === 0 ? '' : `exit code ${status}`}`;
}

/** What bash offers for these words, the last of which is being typed. */
function offered(...words: string[]): string[] {
  const script = `${completionFor('bash')}
COMP_WORDS=("$@"); COMP_CWORD=$(( $# - 1 )); COMPREPLY=()
_jobs_view
printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = spawnSync('bash', ['--norc', '-c', script, 'bash', 'jobs-view', ...words], {
    encoding: 'utf8',
    cwd: '/',
  });
  expect(stderr).toBe('');
  return stdout.split('\n').filter((line) => line !== '');
}

/** A description as a script has to write it. */
const written: Readonly<Record<string, (text: string) => string>> = {
  fish: (text) => text.replace(/['\\]/g, '\\$&'),
  zsh: (text) => text.replace(/[[\]:\\]/g, '\\$&').replaceAll("'", "'\\''"),
};

/** The names of the options that a script has for a command. */
const optionsIn: Readonly<Record<'fish' | 'zsh', (name: string) => readonly string[]>> = {
  fish: (name) => {
    const when = name === 'dashboard' ? "-n 'not " : `_from ${name}' `;
    const lines = completionFor('fish').split('\n');
    return lines.flatMap((line) => (line.includes(when) ? (/ -l (\S+)/.exec(line)?.[1] ?? []) : []));
  },
  zsh: (name) => {
    const [block = ''] = completionFor('zsh').split(`    (${name})\n`)[1]?.split(';;') ?? [];
    return [...block.matchAll(/'--([\w-]+)/g)].map(([, option = '']) => option);
  },
};

describe.each(shells)('the completion script for %s', (shell) => {
  // What bash offers is tested below, for every command and option.
  if (shell !== 'bash') {
    it('has the lines of the golden one, with each description in the place of …', () => {
      const described = [...namedCommands, ...commandTable.flatMap(optionsOf)].map(({ description }) =>
        (written[shell] ?? String)(description),
      );
      let text = completionFor(shell);
      for (const description of described.toSorted((one, other) => other.length - one.length))
        text = text.replaceAll(description, '…');
      const lines = text
        .split('\n')
        .map((line) =>
          line.replace(/ -n '.*?' /, ' … ').replace(/(?<= -l |'--)[\w-]+(?= -d '…'$|\[…)/, 'FLAG'),
        );
      expectGolden(`completion-${shell}`, `${[...new Set(lines)].join('\n')}\n`);
    });

    it.each(commandTable)('has the options of $name and no other', (command) => {
      expect(optionsIn[shell](command.name)).toEqual(optionsOf(command).map(({ name }) => name));
    });
  }

  (shell === 'bash' ? it : needs(shell).it)('is accepted by its shell', () => {
    expect(judgement(shell, ['-n'], completionFor(shell))).toBe('');
  });
});

describe('the completion in bash', () => {
  it.each(commandTable)('offers the options of $name', (command) => {
    const before = command.name === 'dashboard' ? [] : [command.name];
    expect(offered(...before, '--')).toEqual(optionsOf(command).map(({ name }) => `--${name}`));
  });

  it('offers commands as the first word alone, beside files', () => {
    expect(offered('do')).toEqual(['doctor']);
    expect(offered('/et')).toEqual(['/etc']);
    expect(offered('--once', 'do')).toEqual([]);
  });

  it('completes the last of several values', () => {
    expect(offered('--status', 'failed,ru')).toEqual(['failed,running']);
    expect(offered('wait', '--type', 's')).toEqual(['scan']);
    expect(offered('--status', '=', 'can')).toEqual(['cancelled']);
    expect(offered('--status', '=')).toContain('failed');
    expect(offered('completion', 'z')).toEqual(['zsh']);
  });

  it('offers no status that its command refuses', () => {
    expect(offered('--status', 'failed,g')).toEqual(['failed,gone']);
    expect(offered('wait', '--status', 'failed,g')).toEqual([]);
    expect(offered('wait', '--status', 'failed,c')).toEqual(['failed,complete', 'failed,cancelled']);
  });
});

needs('fish').describe('the completion in fish', () => {
  it.each([
    ['jobs-view --status failed,ru', 'failed,running'],
    ['jobs-view wait --ti', '--timeout'],
    ['jobs-view do', 'doctor'],
    ['jobs-view completion z', 'zsh'],
  ])('completes %j', (line, expected) => {
    const script = `${completionFor('fish')}complete -C ${JSON.stringify(line)}`;
    const { stdout } = spawnSync('fish', ['--no-config', '-c', script], { encoding: 'utf8', cwd: '/' });
    expect(stdout.split('\n').map((offer) => offer.split('\t')[0])).toContain(expected);
  });
});

const signs: Readonly<Record<string, string>> = {
  ...{ '\\-': '-', '\\e': '\\', '\\(dq': '"', '\\(aq': "'", '\\(ga': '`', '\\(ha': '^', '\\(ti': '~' },
};

describe('the manual page', () => {
  const page = manPage('1.2.3', '2026-01-13', [['JOBS_VIEW_X', 'what it sets']]);
  const unfolded = page.replace(/(?<=^[^.\n].*)\n(?=[^.\n])/gm, ' ');
  const plain = unfolded.replace(/\\(-|e|\(..)/g, (written) => signs[written] ?? written);

  it('has every command, option and key', () => {
    for (const { name } of [...namedCommands]) expect(plain).toMatch(new RegExp(`^\\.B ${name}\\b`, 'm'));
    for (const name of optionNames) expect(plain).toMatch(new RegExp(`^\\.B --${name}\\b`, 'm'));
    for (const { line } of examples) expect(plain).toContain(`.B ${line}\n`);
    for (const name of ['EXAMPLES', 'FILES', 'ENVIRONMENT']) expect(plain).toContain(`.SH ${name}\n`);
    for (const name of ['JOBS_VIEW_X', 'CASPARIAN_HOME', 'COLUMNS']) expect(plain).toContain(`.B ${name}\n`);
    for (const { description } of listedOf(keymap)) expect(plain).toContain(description);
  });

  /** What stands under a heading, up to the next one of its kind. */
  const part = (heading: string, from = plain) => from.split(`${heading}\n`)[1]?.split(/^\.S[HS] /m)[0] ?? '';

  it('describes each command as its help does, with whether it takes options', () => {
    const usage = part('.SH SYNOPSIS').split('\n.br\n');
    for (const [index, command] of commandTable.entries()) {
      const takesMore = optionsOf(command).some(({ name }) => name !== 'help');
      expect(usage[index]?.trim()).toBe(`${synopsis(command)}${takesMore ? ' [options]' : ''}`);
    }
    for (const { description, more = '' } of namedCommands)
      expect(part('.SH COMMANDS')).toContain(`\n${`${description}. ${more}`.trim()}\n`);
  });

  it('has each key under its own heading, and settings before other variables', () => {
    for (const group of new Set(keymap.map((binding) => binding.group))) {
      const own = listedOf(keymap.filter((binding) => binding.group === group));
      for (const { description } of own) expect(part(`.SS "${group}"`)).toContain(`\n${description}\n`);
      expect(part(`.SS "${group}"`).match(/^\.TP$/gm)).toHaveLength(own.length);
    }
    const environment = part('.SH ENVIRONMENT');
    expect(environment.indexOf('JOBS_VIEW_X')).toBeLessThan(environment.indexOf('CASPARIAN_HOME'));
  });

  it('escapes what would be a request or a line break of roff', () => {
    const odd = manPage('1', '', [['.B \\fBOLD', ".SH 'it' \\n -x ^ ~ `"]]);
    expect(odd).toContain('.TP\n.B \\&.B \\efBOLD\n\\&.SH \\(aqit\\(aq \\en \\-x \\(ha \\(ti \\(ga\n');
  });

  it('is ASCII, which every man can show', () => expect(page).toMatch(/^[\n -~]*$/));

  needs('mandoc').it('passes mandoc’s lint', () => {
    expect(judgement('mandoc', ['-T', 'lint', '-W', 'style'], page)).toBe('');
  });

  needs('groff').it('is formatted by groff without a complaint', () => {
    const { stderr } = spawnSync('groff', ['-man', '-Tascii', '-ww', '-z'], {
      input: page,
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
  });
});

describe('the text of --help', () => {
  /** The help of a command, or the program's. */
  function helpOf(name: string | null): string {
    const named = name === null || name === 'dashboard' ? [] : [name];
    const [help = '', same] = [
      [...named, '--help'],
      ['help', ...named],
    ].map((args) => {
      let printed = '';
      const out = (text: string): void => {
        printed += text;
      };
      expect(parseCommandLine(args, '1.2.3', { out, error: out })).toEqual({ kind: 'done', exitCode: 0 });
      return printed;
    });
    expect(same).toBe(help);
    return help;
  }

  it.each(commandTable)('has all options of $name and no other, and fits 80 columns', (command) => {
    const help = helpOf(command.name);
    const known = optionsOf(command).map(({ name }) => name);
    const [options = ''] = help.split('\nExamples:');
    const told = [...options.matchAll(/^ {2}(?:-\w, )?--([\w-]+)/gm)].map((match) => match[1]);
    expect(told.sort()).toEqual([...known].sort());
    for (const line of help.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  it.each([
    ['wait', ['0', '1', '2', '3', '4', '6', '130']],
    ['cancel', ['0', '1', '2', '5', '130']],
    [null, ['0', '1', '2', '3', '4', '5', '6', '130']],
  ])('has the exit codes of %s', (name, codes) => {
    const [, told = ''] = helpOf(name).split('\nExit codes:\n');
    expect([...told.matchAll(/^ {2}(\d+) {2}/gm)].map(([, code]) => code)).toEqual(codes);
  });

  it('has no word for an option that its command refuses', () => {
    for (const command of commandTable) {
      for (const { name, kind } of optionsOf(command)) {
        for (const word of wordsFor(kind) ?? []) {
          const args = [...(command.name === 'dashboard' ? [] : [command.name]), `--${name}`, word];
          expect(parseCommandLine(args, '1.2.3', { out: fail, error: fail }).kind).not.toBe('done');
        }
      }
    }
  });

  it('has examples that the parser takes', () => {
    for (const { line, of } of examples) {
      const [words = ''] = line.split(/ [|&]/);
      const args = words.split(' ').slice(1);
      const { kind } = parseCommandLine(args, '1.2.3', { out: fail, error: fail });
      expect(of === 'dashboard' ? ['dashboard', 'print'] : [of]).toContain(kind);
    }
    expect(exampleLines('wait').length).toBeLessThan(exampleLines(null).length);
  });
});

function fail(text: string): never {
  throw new Error(text);
}
