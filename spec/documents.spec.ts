import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { parseCommandLine } from '../bin/command-line.js';
import { commandTable, exitCodes, synopsis } from '../lib/cli/command-table.js';
import { optionsOf, optionTable } from '../lib/cli/option-table.js';
import { optionHelp, optionText } from '../lib/cli/option-words.js';
import { listedOf } from '../lib/machine/keymap/binding.js';
import { bindingGroups, keymap } from '../lib/machine/keymap/keymap.js';
import type { Job, Waiting } from '../lib/model/job.js';
import { keyPathOf, settingKeys, settingNames } from '../lib/settings/keys.js';
import { objectOf } from '../lib/settings/kinds.js';
import { lawTable } from './law.js';
import { rows } from './screens/section-4.js';
import { expectFile, goldenScreen } from './support/golden.js';
import { neededPrograms } from './support/needed-programs.js';
import { needs } from './support/needs.js';
import { typedInto } from './support/typed-into.js';
import { jobWith, jsonOf, pictureOf } from './view/scene.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const golden = (name: string) => goldenScreen(`${name}-80x24`);

/** Compares a block of a document with what the program says; `UPDATE_GOLDEN=1` writes it instead. */
function expectBlock(path: string, name: string, text: string): void {
  const document = read(path);
  const pattern = new RegExp(`(<!-- ${name}: [^>]*-->\n)([^]*?)(<!-- end -->)`);
  expect(document).toMatch(pattern);
  expectFile(
    path,
    document.replace(pattern, (_, begin, __, end) => `${begin}${text}${end}`),
  );
}

const fenced = (text: string) => `\`\`\`text\n${text}\`\`\`\n`;

function keyTable(): string {
  const lines = bindingGroups.flatMap((group) =>
    listedOf(keymap.filter((binding) => binding.group === group)).map(
      ({ label, description }) => `| ${group} | \`${label}\` | ${description} |\n`,
    ),
  );
  return `| where | key | what it does |\n|---|---|---|\n${lines.join('')}`;
}

function settingTable(): string {
  const lines = settingNames.map((name) => {
    const { variable, kind, description } = settingKeys[name];
    return `| \`${keyPathOf(name).join('.')}\` | ${variable === null ? '' : `\`${variable}\``} | ${kind.allowed.json} | ${description} |\n`;
  });
  return `| key in the file | variable | what it can be | what it says |\n|---|---|---|---|\n${lines.join('')}`;
}

/** What the configuration file may hold, as a JSON Schema for editors (draft 2020-12). */
function settingsSchema() {
  const properties: Record<string, unknown> = { $schema: { type: 'string' } };
  const groups: Record<string, Record<string, unknown>> = {};
  for (const name of settingNames) {
    const { kind, description } = settingKeys[name];
    const [first, inner] = keyPathOf(name);
    const property = { description: description.replaceAll('`', ''), ...kind.schema };
    if (inner === undefined) properties[first] = property;
    else groups[first] = { ...groups[first], [inner]: property };
  }
  for (const [name, own] of Object.entries(groups)) properties[name] = objectOf(own);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'The configuration of jobs-view',
    ...objectOf(properties),
  };
}

/** The lists of commands, options and exit codes in docs/use.md, as Markdown. */
function useText(): string {
  const commands = commandTable.map(
    (command) => `| \`${synopsis(command)}\` | ${cell(sentence(command.description, command.more))} |`,
  );
  const options = optionTable.map((option) => {
    const takers = commandTable.filter((command) => optionsOf(command).includes(option));
    const names = takers.map(({ name }) => name).join(', ');
    return `| \`${optionText(option)}\` | ${names} | ${cell(optionHelp(option))} |`;
  });
  const codes = exitCodes.map(([code, meaning]) => `| ${code} | ${cell(meaning)} |`);
  return [
    ...['| command | what it does |', '|---|---|', ...commands, ''],
    ...['| option | taken by | what it does |', '|---|---|---|', ...options, ''],
    ...['| exit code | meaning |', '|---|---|', ...codes, ''],
  ].join('\n');
}

function sentence(description: string, more: string | undefined): string {
  return more === undefined ? description : `${description}. ${more}`;
}

/** Angle brackets would be taken for HTML, and bars for the end of the cell. */
function cell(text: string): string {
  return text.replace(/[<>|]/g, '\\$&');
}

function programTable(): string {
  const lines = Object.entries(neededPrograms).map(
    ([name, { debian, use }]) => `| \`${name}\` | ${debian} | ${use} |\n`,
  );
  return `| program | Debian's package | what is tested with it |\n|---|---|---|\n${lines.join('')}`;
}

/** The first job of a golden screen, as it stands there. */
function rowOf(name: string): string {
  const lines = golden(name)
    .split('\n')
    .slice(4)
    .map((line) => line.slice(1, -1).replace('▸', ' ').trimEnd());
  return `${lines.slice(0, lines.indexOf('')).join('\n')}\n`;
}

/** A job of which every part is printed. */
function backtestWithFailure(): Job {
  return jobWith({
    backtest: {
      ...{ passRate: 0.5, iteration: 1, highFailureTested: 1, highFailurePassed: 1, terminationReason: null },
    },
    failures: [{ filePath: 'a', error: 'b', line: 1 }],
  });
}

/** Each form in which the reason for waiting is printed. */
const waiting: readonly Waiting[] = [
  { kind: 'paused', since: 1, failures: 5, lastFailure: 'a' },
  { kind: 'scheduled', at: 1 },
  { kind: 'line', place: 1 },
];

/** The names of all fields, at any depth. */
function fieldsIn(value: unknown): string[] {
  if (value === null || typeof value !== 'object') return [];
  const names = Array.isArray(value) ? [] : Object.keys(value);
  return [...new Set([...names, ...Object.values(value).flatMap(fieldsIn)])];
}

describe('a block of a document that the program writes', () => {
  it.each([
    ['list', '3.1-default-view'],
    ['pipeline', 'pipeline'],
    ['monitoring', 'monitoring'],
  ])('holds the screen that the program draws: %s', (name, screen) => {
    expectBlock('docs/behaviour.md', name, fenced(golden(screen)));
  });

  it('holds the rows of jobs that the program draws', () => {
    const names = Object.keys(rows);
    expect(names).toHaveLength(9);
    const parts = names.map((name) => `${fenced(rowOf(name))}`);
    const headings = names.map((name) =>
      name.replace(/^(\d\.\d)-(.*)$/, (_, number, what) => `### ${number} ${titled(what)}`),
    );
    expectBlock(
      'docs/behaviour.md',
      'rows',
      `${headings.map((heading, index) => `${heading}\n\n${parts[index]}`).join('\n')}`,
    );
  });

  it.each([
    ['every key of the keymap', 'docs/keys.md', 'keys', keyTable],
    ['every setting', 'docs/settings.md', 'settings', settingTable],
    ['every command, option and exit code', 'docs/use.md', 'use', useText],
    ['every program that a test needs', 'CONTRIBUTING.md', 'programs', programTable],
    ['who may import whom', 'ARCHITECTURE.md', 'law', lawTable],
  ])('lists %s', (_, path, name, text) => expectBlock(path, name, text()));

  it('is the schema of the configuration file as a whole', () => {
    expectFile('docs/config.schema.json', `${JSON.stringify(settingsSchema(), null, 2)}\n`);
  });

  it('lists every field of --json', () => {
    const text = read('docs/scripts.md');
    const jobs = [backtestWithFailure(), ...waiting.map((each) => jobWith({ waiting: each }))];
    const printed: unknown = JSON.parse(jsonOf(pictureOf(jobs), '/jobs.sqlite3'));
    const undocumented = fieldsIn(printed).filter((name) => !text.includes(`\`${name}\``));
    expect(undocumented).toEqual([]);
  });

  it('lists every column and table that the migration adds', () => {
    const text = read('docs/behaviour.md');
    const made = readdirSync(join(root, 'schema/migrations')).flatMap((file) => [
      ...read(`schema/migrations/${file}`).matchAll(/(?:cf_processing_queue ADD COLUMN|CREATE TABLE) (\w+)/g),
    ]);
    expect(made.length).toBeGreaterThan(10);
    expect(made.map(([, name]) => name).filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
  });
});

function titled(what: string): string {
  const [first = '', ...rest] = what.split('-');
  return [first.charAt(0).toUpperCase() + first.slice(1), ...rest].join(', ');
}

describe('the README', () => {
  it('has the one command that starts the program at its beginning, and the one that a contributor runs', () => {
    expect(read('README.md')).toMatch(
      /^# Jobs View\n\n {4}npm install && npm start\n[\s\S]*\n {4}npm install && npm test\n/,
    );
  });

  it('has at most 160 lines, and ARCHITECTURE.md 300', () => {
    expect(read('README.md').split('\n').length).toBeLessThanOrEqual(160);
    expect(read('ARCHITECTURE.md').split('\n').length).toBeLessThanOrEqual(300);
  });
});

const documents = 'README.md ARCHITECTURE.md CONTRIBUTING.md CHANGELOG.md SECURITY.md CODE_OF_CONDUCT.md'
  .split(' ')
  .concat(
    readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.md'))
      .map((name) => `docs/${name}`),
  );

const sources = ['bin', 'lib', 'schema', 'spec', 'widgets'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ts|sql|py)$/.test(name))
    .map((name) => `${folder}/${name}`),
);

/** The blocks of a document that are to be typed into a shell: indented, with the program among their commands. */
function shellBlocks(path: string): readonly string[] {
  return [...read(path).matchAll(/(?<=\n\n)(?: {4}.*\n)+/g)]
    .map(([block]) => block.replace(/^ {4}(?:(?:[\d*]+ ){5} *)?/gm, ''))
    .filter((block) => /(^|\$\(|&& |[;|] )(jobs-view|npm start)\b/m.test(block));
}

it('the workflow runs every line of Node that is supported, as npm run nodes does', () => {
  const [, listed = ''] = /node: \[(.*)\]/.exec(read('.github/workflows/ci.yml')) ?? [];
  const { engines } = JSON.parse(read('package.json'));
  const tried = [...read('spec/nodes.js').matchAll(/'(\d+)\.\d+\.\d+'/g)].map(([, major]) => major);
  expect(listed.split(', ')).toEqual([...new Set(tried)].sort());
  expect(listed.split(', ')[0]).toBe(/^>=(\d+)/.exec(engines.node)?.[1]);
});

/** What the parser makes of a call of the program; throws where it refuses it. */
function parsed(call: readonly string[]) {
  const fail = (text: string): never => {
    throw new Error(text);
  };
  return parseCommandLine(call, '1.2.3', { out: fail, error: fail });
}

describe('a command in the documents', () => {
  const blocks = documents.flatMap(shellBlocks);

  it('is taken by the parser, word by word as a shell passes it', () => {
    const { calls } = typedInto('sh', blocks.join(''));
    expect(calls.length).toBeGreaterThanOrEqual(30);
    for (const call of calls) expect(() => parsed(call)).not.toThrow();
  });

  it('has no comment, and nothing in its addresses, that zsh takes for its own', () => {
    const inline = documents.flatMap((path) =>
      [...read(path).matchAll(/`(jobs-view [^`]+)`/g)].map(([, text]) => text),
    );
    const bare = [...blocks, ...inline]
      .flatMap((text = '') => text.replace(/'[^']*'|"[^"]*"/g, '_').split(/\s+/))
      .filter((word) => /\?|[^&>]&[^&]|:\/\/.*[*&]|^#/.test(word));
    expect(bare).toEqual([]);
  });

  needs('zsh').it.each(blocks)('is no other in zsh: %s', (block) => {
    const { stderr, calls } = typedInto('zsh', block);
    expect(stderr).not.toMatch(/no matches|parse error|bad pattern/);
    expect(calls).toEqual(typedInto('sh', block).calls);
  });
});

describe('a snippet', () => {
  const textOf = (name: string) => read(`docs/snippets/${name}`);
  const queue = '/srv/queue.sqlite3';

  it('is listed with the others', () => {
    const listed = [...textOf('README.md').matchAll(/\]\(([^)]+)\)/g)].map(([, name]) => name);
    expect(['README.md', ...listed].sort()).toEqual(readdirSync(join(root, 'docs/snippets')).sort());
  });

  const functions = `${textOf('functions.sh')}\njv; jv --json; jvf; jvc --json; jvl 17; jvw jobs-view log 1 q.db\n`;
  it.each([
    ['of cron', 'crontab', /^0 7 \* \* \* (.*)$/m, ['print']],
    ['of systemd', 'jobs-view-metrics.service', /^ExecStart=\/usr\/bin\/env (.*)$/m, ['metrics']],
  ])('%s calls the program as it can be called', (_, name, pattern, kinds) => {
    const [, line = ''] = pattern.exec(textOf(name)) ?? [];
    const { calls, stderr } = typedInto('sh', line);
    expect(stderr).toBe('');
    expect(calls.map((call) => parsed(call))).toMatchObject(kinds.map((kind) => ({ kind, path: queue })));
  });

  const ofShells = (shell: 'bash' | 'zsh') => {
    const { calls } = typedInto(shell, functions);
    const kinds = ['dashboard', 'print', 'print', 'causes', 'log', 'wait'];
    const all = [...kinds.map((kind) => ({ kind, path: queue })), { kind: 'log', path: 'q.db' }];
    expect(calls.map((call) => parsed(call))).toMatchObject(all);
  };
  it('of bash defines functions that call it so', () => ofShells('bash'));
  needs('zsh').it('of zsh defines the same', () => ofShells('zsh'));
});

describe('a reference', () => {
  it.each(documents)('in %s leads to a file of the repository', (path) => {
    const links = [...read(path).matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)].map(([, target]) => target ?? '');
    const lost = links.filter((target) => !exists(normalize(join(dirname(path), target))));
    expect(lost).toEqual([]);
  });

  const ways = ['docs/one-key.md', 'docs/one-row.md', 'docs/recipes.md'];

  it('to a name in a file, on the way of a key or a row or in a recipe, leads to what that file defines', () => {
    const named = ways.flatMap((path) => [...read(path).matchAll(/`(\w+)` in\s`([\w/.-]+\.ts)`/g)]);
    const lost = named.filter(
      ([, name, path = '']) =>
        !exists(path) ||
        !new RegExp(`^(export )?(async )?(function|class|const|interface|type) ${name}\\b`, 'm').test(
          read(path),
        ),
    );
    expect(lost.map(([text]) => text)).toEqual([]);
    expect(named.length).toBeGreaterThanOrEqual(60);
  });

  it.each(['ARCHITECTURE.md', 'CONTRIBUTING.md', 'docs/parts.md', ...ways])(
    'to a path in %s leads to what is there',
    (path) => {
      const paths = [...read(path).matchAll(/`((?:bin|lib|schema|spec|widgets|docs)\/[\w/.-]+)`/g)];
      const lost = paths.filter(([, target = '']) => !exists(target) && !exists(`${target}.spec.ts`));
      expect(lost.map(([text]) => text)).toEqual([]);
      expect(paths.length).toBeGreaterThan(10);
    },
  );

  it('to a file, in a comment or a document, leads to one of the repository', () => {
    const files = ['bin', 'docs', 'lib', 'schema', 'spec', 'widgets'].flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map(
        (name) => `${folder}/${name}`,
      ),
    );
    // Names of packages, of programs that others wrote, and what stands for any name.
    const others = /^(sql|xterm|Node)\.js$|^parser\.py$|\b(NAME|QUERY|queue|failures|paused)\.sql$|^dist\//;
    const ends = new Set(
      [...files, ...readdirSync(root)].flatMap((path) =>
        path.split('/').map((_, at, all) => all.slice(at).join('/')),
      ),
    );
    const cited = [...documents, ...sources].flatMap((path) => {
      const text = read(path);
      const comments = path.endsWith('.md')
        ? text.match(/`[^`\n]+`/g)
        : text.match(path.endsWith('.sql') ? /--.*$/gm : /\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm);
      const names = (comments ?? []).flatMap((comment) =>
        [...comment.matchAll(/(?<![\w/.:$~-])(?:[\w-]+\/)*[\w-]+(?:\.[\w-]+)*\.(?:ts|js|sql|py)\b/g)].map(
          String,
        ),
      );
      return names.filter((name) => !others.test(name)).map((name) => ({ path, name }));
    });
    expect(cited.filter(({ name }) => !ends.has(name))).toEqual([]);
    expect(cited.length).toBeGreaterThan(300);
  });

  it('in a comment leads to a section of the documents', () => {
    const behaviour = [...read('docs/behaviour.md').matchAll(/^#+ (\d+(?:\.\d+)?)\.? /gm)].map(
      ([, number]) => number,
    );
    const design = [...read('docs/design.md').matchAll(/^#+ (.*)$/gm)].map(([, heading]) => heading);
    const cited: string[] = [];
    const lost = sources.flatMap((path) => {
      const text = read(path);
      const numbers = [...text.matchAll(/\bbehaviour (\d+(?:\.\d+)?(?:(?:,| and) \d+(?:\.\d+)?)*)/g)].flatMap(
        ([, list = '']) => list.split(/, | and /),
      );
      const headings = [...text.matchAll(/\bdesign "([^"]+)"/g)].map(([, heading = '']) =>
        heading.replace(/\s+\*?\s*/g, ' '),
      );
      cited.push(...numbers, ...headings);
      return [
        ...numbers.filter((number) => !behaviour.includes(number)),
        ...headings.filter((heading) => !design.includes(heading)),
      ].map((what) => `${path}: ${what}`);
    });
    expect(lost).toEqual([]);
    expect(cited.length).toBeGreaterThan(50);
  });

  it('and the comment or document around it are in plain English', () => {
    const dialect =
      /\b(so many|so often|so few|comes? to (?!an end)|came to|anew|be it|his|him|he|himself)\b/i;
    const said = [...documents, ...sources.filter((path) => !path.startsWith('spec/'))].flatMap((path) =>
      read(path)
        .split('\n')
        .filter((line) => /^\s*(\/\*\*|\*|\/\/|--)/.test(line) || path.endsWith('.md'))
        .filter((line) => dialect.test(line))
        .map((line) => `${path}: ${line.trim()}`),
    );
    expect(said).toEqual([]);
  });

  it('never leads to a document that is not in the repository', () => {
    const lost = sources.filter((path) =>
      /\b(SPEC|DESIGN|FACTS|REVIEW|MODELS)(\.md| \d| section| ")/.test(read(path)),
    );
    expect(lost).toEqual([]);
  });
});

/** The titles of a spec's tests, as they are written, with the placeholders of tables. */
function titlesIn(text: string): readonly string[] {
  const direct = /\b(?:it|test)(?:\.(?!each)\w+)?\(\s*(['"`])((?:\\.|(?!\1)[^\\])*)\1/g;
  const ofTable = /\b(?:it|test)\.each\b[\s\S]*?\)\(\s*(['"`])((?:\\.|(?!\1)[^\\])*)\1/g;
  return [direct, ofTable].flatMap((pattern) => [...text.matchAll(pattern)].map(([, , title = '']) => title));
}

describe('the title of a test', () => {
  const specs = sources.filter((path) => path.endsWith('.spec.ts'));

  it('begins with its subject, or with the verb of the one that its describe names', () => {
    // A verb in the plural has no subject there: a describe names one thing.
    const plural =
      'are were have do be say tell show keep leave take give go come make stay read write find give see ' +
      'know need want use hold stand begin end count add ask answer';
    const isWithoutSubject = new RegExp(`^(${plural.replaceAll(' ', '|')}) `);
    const found = specs.flatMap((path) =>
      titlesIn(read(path))
        .filter((title) => isWithoutSubject.test(title))
        .map((title) => `${path}: ${title}`),
    );
    expect(found).toEqual([]);
  });

  it('has no word that only its author understands', () => {
    const riddle = /\b(such|told|is it)\b/;
    const found = specs.flatMap((path) =>
      titlesIn(read(path))
        .filter((title) => riddle.test(title))
        .map((title) => `${path}: ${title}`),
    );
    expect(found).toEqual([]);
  });
});

function exists(path: string): boolean {
  try {
    readdirSync(join(root, path));
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOTDIR';
  }
}
