import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { budget, leastLines, libraries, mostInFolder, panelNames, ruleOf, smallFiles } from './law.js';

const root = fileURLToPath(new URL('../../', import.meta.url));

interface Import {
  readonly file: string;
  readonly target: string;
  readonly typeOnly: boolean;
  /** What is taken of the target; one name for all of it where no names are given. */
  readonly names: readonly string[];
}

const sources = ['lib', 'widgets', 'bin'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
    .map((name) => join(folder, name)),
);

function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), 'utf8');
  const pattern =
    /(?:^|\n)\s*(import|export)(\s+type)?\b[^'";]*?from\s+'([^']+)'|import\(\s*'([^']+)'\s*\)|(?:^|\n)import\s+'([^']+)'/g;
  return [...text.matchAll(pattern)].map((match) => ({
    file,
    target: resolve(file, match[3] ?? match[4] ?? match[5] ?? ''),
    typeOnly: match[2] !== undefined,
    names: namesTaken(match[0]),
  }));
}

/** The names in the braces of an import, as they are where they come from. */
function namesTaken(text: string): readonly string[] {
  const [, braces] = /\{([^}]*)\}/.exec(text) ?? [];
  if (braces === undefined) return ['*'];
  return [...braces.matchAll(/(?:type\s+)?(\w+)(?:\s+as\s+\w+)?/g)].map(([, name = '']) => name);
}

/** Ours as a path from the root, a package as its name. */
function resolve(file: string, target: string): string {
  if (target.startsWith('.')) return normalize(join(dirname(file), target)).replace(/\.js$/, '.ts');
  if (target.startsWith('node:')) return 'node:';
  const parts = target.split('/');
  return target.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? target);
}

const isUnder = (file: string, folder: string) => file === folder || file.startsWith(`${folder}/`);
const isOurs = (target: string) => /^(lib|widgets|bin|spec)\//.test(target);

function violation({ file, target, typeOnly }: Import): string | null {
  const found = ruleOf(file);
  if (found === null) return `${file} stands in no folder of the table`;
  const [folder, rule] = found;
  if (!isOurs(target)) return rule.packages?.includes(target) ? null : `${file} imports ${target}`;
  if (isUnder(target, folder)) return null;
  const users = ruleOf(target)?.[1].users ?? [file];
  if (!users.some((user) => isUnder(file, user))) return `${file} imports ${target}`;
  const allowed = rule.ours?.find((other) => isUnder(target, other));
  if (allowed === undefined) return `${file} imports ${target}`;
  return rule.typesOnly?.includes(allowed) && !typeOnly
    ? `${file} imports more than types from ${target}`
    : null;
}

/** The first circle that the edges make, its first file again at its end; nothing where there is none. */
function circleIn(edges: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const done = new Set<string>();
  const from = (file: string, way: readonly string[]): readonly string[] => {
    if (way.includes(file)) return [...way.slice(way.indexOf(file)), file];
    if (done.has(file)) return [];
    for (const target of edges.get(file) ?? []) {
      const circle = from(target, [...way, file]);
      if (circle.length > 0) return circle;
    }
    done.add(file);
    return [];
  };
  for (const file of edges.keys()) {
    const circle = from(file, []);
    if (circle.length > 0) return circle;
  }
  return [];
}

describe('the import table', () => {
  const imports = sources.flatMap(importsOf);
  /** Which of the places that these files stand in import which others. */
  const edgesBetween = (files: readonly string[], placeOf: (file: string) => string) => {
    const edges = new Map<string, string[]>(files.map((file) => [placeOf(file), []]));
    for (const { file, target } of imports) {
      const [from, to] = [placeOf(file), placeOf(target)];
      if (files.includes(file) && edges.has(to) && from !== to) edges.get(from)?.push(to);
    }
    return edges;
  };

  it('is judged on all imports, of packages too', () => {
    expect(imports.length).toBeGreaterThan(100);
    expect(imports.some(({ target }) => target === 'sql.js')).toBe(true);
  });

  it('allows every import of every file', () => {
    expect(imports.map(violation).filter((text) => text !== null)).toEqual([]);
  });

  it('has no circle of imports, types included', () => {
    expect(circleIn(edgesBetween(sources, (file) => file))).toEqual([]);
    expect(
      circleIn(
        new Map([
          ['a', ['b', 'c']],
          ['b', []],
          ['c', ['d']],
          ['d', ['a']],
        ]),
      ),
    ).toEqual(['a', 'c', 'd', 'a']);
  });

  it('leads between the folders of lib/view one way', () => {
    const view = sources.filter((file) => isUnder(file, 'lib/view'));
    const roomOf = (file: string) => (dirname(file) === 'lib/view' ? file : dirname(file));
    expect(circleIn(edgesBetween(view, roomOf))).toEqual([]);
  });

  it('keeps native SQLite in files that are processes of their own', () => {
    const loads = /getBuiltinModule\(|(?:from |import\(|require\()'node:sqlite'/;
    const native = new Set([
      ...sources.filter((file) => loads.test(readFileSync(join(root, file), 'utf8'))),
      ...imports.filter(({ target }) => target === 'better-sqlite3').map(({ file }) => file),
    ]);
    expect([...native].sort()).toEqual([
      'lib/actions/driver/better-sqlite3.ts',
      'lib/actions/driver/node-sqlite.ts',
    ]);
    let grown = true;
    while (grown) {
      grown = false;
      for (const { file, target, typeOnly } of imports) {
        if (!typeOnly && native.has(target) && !native.has(file)) {
          native.add(file);
          grown = true;
        }
      }
    }
    const reachesReader = [...native].filter((file) => !/^lib\/(actions|demo)\//.test(file));
    expect(reachesReader).toEqual([]);
  });

  it('gives the reader its files, clocks and pauses through one port', () => {
    const ofOtherFiles =
      /\/(job-log\/(log-file|save-log|spool)|measure-output|output-presence|process-table)\.ts$/;
    const ofOthers = /\/(job-log\/|thread\/)/;
    const direct = sources.filter((file) => {
      if (!file.startsWith('lib/snapshot/')) return false;
      const text = readFileSync(join(root, file), 'utf8');
      const touchesFiles = /from '(node:)?fs\b/.test(text) && !ofOtherFiles.test(file);
      const hasClock = /from '(node:)?timers\b|\b(performance\.now|Math\.random|setTimeout)\b/.test(text);
      return touchesFiles || (hasClock && !ofOthers.test(file));
    });
    expect(direct).toEqual(['lib/snapshot/files/node-system.ts']);
  });

  it('has exactly one call that renders the screen', () => {
    const calls = sources.flatMap((file) => [
      ...readFileSync(join(root, file), 'utf8').matchAll(/(?<!#)\bscreen\.render\(\)/g),
    ]);
    expect(calls).toHaveLength(1);
  });
});

describe('the budget of the code', () => {
  /** The length of the longest chain of imports among a folder's files that begins with this one. */
  const chainFrom = (file: string, folder: string): number => {
    const within = importsOf(file).filter(({ target }) => isUnder(target, folder));
    return 1 + Math.max(0, ...within.map(({ target }) => chainFrom(target, folder)));
  };
  const linesOf = (file: string) => readFileSync(join(root, file), 'latin1').split('\n').length - 1;

  it.each(Object.entries(budget))('holds for %s/', (folder, { lines, files, floors }) => {
    const all = readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(relative(root, entry.parentPath), entry.name))
      .filter((file) => !(dirname(file) in libraries && file.endsWith('/README.md')));
    const size = { lines: all.reduce((sum, file) => sum + linesOf(file), 0), files: all.length };
    const height = floors === undefined ? 0 : Math.max(...all.map((file) => chainFrom(file, folder)));
    const isOver = size.lines > lines || size.files > files || height > (floors ?? 0);
    const over = isOver ? { ...size, height } : 'within its ceiling';
    const advice = `Make room in ${folder}/ first: npm run mutate shows what the specs hold twice, and \`budget\` in spec/law.ts has the ceilings.`;
    expect({ size: over, advice }).toEqual({ size: 'within its ceiling', advice });
  });

  it('lets no folder of sources hold more files, and no file more lines, than one can look over', () => {
    expect(sources.filter((file) => linesOf(file) > 500)).toEqual([]);
    const files = new Map<string, number>();
    for (const file of sources) files.set(dirname(file), (files.get(dirname(file)) ?? 0) + 1);
    const full = [...files].filter(([, count]) => count > mostInFolder);
    expect(full).toEqual([]);
  });

  it('leaves no small file to a single importer', () => {
    const importers = new Map<string, Set<string>>(sources.map((file) => [file, new Set()]));
    for (const { file, target } of sources.flatMap(importsOf)) importers.get(target)?.add(file);
    const small = [...importers].filter(([file, { size }]) => size === 1 && linesOf(file) < leastLines);
    expect(small.map(([file]) => file).filter((file) => !smallFiles.has(file))).toEqual([]);
  });
});

describe.each(Object.entries(libraries))('the library %s', (folder, { door, names, needs }) => {
  const isInside = (file: string) => isUnder(file, folder);
  const across = sources.flatMap(importsOf).filter(({ file, target }) => isInside(file) !== isInside(target));
  const taken = (all: readonly Import[]) =>
    new Set(all.flatMap(({ target, names: each }) => each.map((name) => `${name} of ${target}`)));
  const fromOutside = across.filter(({ target }) => isInside(target));

  it('is entered by its door alone, which is used whole and no wider than its ceiling', () => {
    const entered = [...new Set(fromOutside.map(({ target }) => relative(folder, target)))];
    expect(entered.sort()).toEqual([...door].sort());
    expect(taken(fromOutside).size).toBeLessThanOrEqual(names);
  });

  it('needs no more names of the rest than its ceiling', () => {
    const ours = across.filter(({ file, target }) => isInside(file) && isOurs(target));
    expect(taken(ours).size).toBeLessThanOrEqual(needs);
  });

  it('has specs of its own, and a README of one page whose example prints what it says', () => {
    expect(existsSync(join(root, folder.replace('lib', 'spec')))).toBe(true);
    const text = readFileSync(join(root, folder, 'README.md'), 'utf8');
    expect(text.split('\n').length).toBeLessThanOrEqual(60);
    const [, example = ''] = /^```js\n(.*?)^```/ms.exec(text) ?? [];
    const promised = [...example.matchAll(/\/\/ → (.*)/g)].map(([, line]) => `${line}\n`);
    expect(promised.length).toBeGreaterThan(0);
    const cwd = join(root, 'dist', folder);
    const printed = execFileSync(process.execPath, ['--input-type=module', '-e', example], { cwd });
    expect(printed.toString()).toBe(promised.join(''));
  });
});

/** A file's code without its comments. */
function codeOf(file: string): string {
  const text = readFileSync(join(root, file), 'utf8');
  return text.replace(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$|--.*$/gm, '');
}

describe('a panel of rows', () => {
  const files = ['lib', 'widgets', 'schema'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(ts|sql|json)$/.test(name))
      .map((name) => join(folder, name)),
  );
  const codes = files.map((file) => [file, codeOf(file)] as const);

  it.each(Object.entries(panelNames))('%s is named by few files', (mode, { most, names, question }) => {
    const all = [mode, ...names.split(' ')];
    const picture = String.raw`(?:picture|request|[pP]ictureOf\([^)]*\)|\w*Picture|Answers|Questions)`;
    const asked = String.raw`\b${question}: \{ (?:sampleOf|periodMs)|\b${picture}\??\.${question}\b`;
    const taken = String.raw`\b${question}\b[^{}()]*\}(?: = |: )[^\n]*\b${picture}\b`;
    const naming = question === undefined ? all : [...all, asked, taken];
    const pattern = new RegExp(
      naming.map((each) => (/^\w+$/.test(each) ? `(?<!#)\\b${each}\\b` : each)).join('|'),
    );
    const isCommand = (file: string, code: string) =>
      /^lib\/(cli|start)\//.test(file) && code.includes(`'${question}'`);
    const found = codes.filter(([file, code]) => pattern.test(code) || isCommand(file, code));
    expect(found.length > most ? found.map(([file]) => file) : []).toEqual([]);
    const code = codes.map(([, each]) => each).join('\n');
    expect(all.filter((name) => !new RegExp(`\\b${name}\\b`).test(code))).toEqual([]);
  });
});

/** The names in TypeScript, each time that they occur, without those in comments, texts and patterns. */
function namesIn(text: string): readonly string[] {
  const others =
    /\/\*[\s\S]*?\*\/|\/\/.*|`(?:\\.|[^\\`])*`|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|(?<=[(,=:&|!?[{};]\s*)\/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n])+\/[a-z]*/g;
  const inText = (other: string) =>
    [...other.matchAll(/(?<=^`[\s\S]*)\$\{([^}]*)\}/g)].flatMap(([, inner = '']) => namesIn(inner)).join(' ');
  return text.replace(others, (other) => ` ${inText(other)} `).match(/[a-z]\w*/gi) ?? [];
}

describe('the style of the code', () => {
  const names = new Map(sources.map((file) => [file, namesIn(readFileSync(join(root, file), 'utf8'))]));
  const lines = (pattern: RegExp) =>
    sources.flatMap((file) =>
      readFileSync(join(root, file), 'utf8')
        .split('\n')
        .filter((line) => pattern.test(line))
        .map((line) => `${file}: ${line.trim()}`),
    );

  it('hides the members of classes with #, never with private', () => {
    expect(lines(/^\s*private (?!constructor)/)).toEqual([]);
    expect(lines(/^\s*(?:readonly )?#\w+/).length).toBeGreaterThan(300);
  });

  it('has no constants in capitals', () => {
    expect(lines(/\b(?:const|let) [A-Z]{2,}/)).toEqual([]);
  });

  it('begins no comment with "The same", and never writes "is to be"', () => {
    expect(lines(/^\s*(?:\/\*)?\*+ The same\b|\b(?:is|are) to be\b/)).toEqual([]);
  });

  it('has no name with a word of its own for what the field has a word for', () => {
    const own = /(?:^|_)(?:un)?(?:told|said|kept|odd|strange|great|apart|unfit|lasts)(?:_|$)/i;
    const isOwn = (name: string) => own.test(name.replace(/(?<=[a-z\d])(?=[A-Z])/g, '_'));
    const found = [...names].flatMap(([file, all]) => all.filter(isOwn).map((name) => `${file}: ${name}`));
    // A field of --json.
    expect(found).toEqual(['lib/view/words/json-parts.ts: kept']);
    expect(namesIn(`keptAt('is kept', \`told \${odd}\`) // told`).filter(isOwn)).toEqual(['keptAt', 'odd']);
  });

  it('exports nothing that only specs use', () => {
    const counts = new Map<string, number>();
    for (const name of [...names.values()].flat()) counts.set(name, (counts.get(name) ?? 0) + 1);
    const pattern = /^export (?:async )?(?:function\*?|class|const|interface|type) (\w+)/gm;
    const exported = sources.flatMap((file) =>
      [...readFileSync(join(root, file), 'utf8').matchAll(pattern)].map(([, name = '']) => name),
    );
    expect(exported.filter((name) => counts.get(name) === 1)).toEqual([]);
    expect(exported.length).toBeGreaterThan(1000);
  });
});
