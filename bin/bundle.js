// Makes the program that ships, dist/program/: a file for whatever is started by name, with what it loads at once, and one
// for each part that is loaded later. Another folder may be given; `--watch` makes them again at each change. With `--one`
// all goes into the file that is given; with `--sent` what other hosts are sent does.
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, extname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, context, transform } from 'esbuild';
import { checkNode } from './check-node.js';
import { asCommonJs } from './common-js.js';
import { oneFile, sendable } from './one-file.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const isWatching = process.argv.includes('--watch');
const isSent = process.argv.includes('--sent');
const isOne = process.argv.includes('--one') || isSent;
const [given] = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const folder = given ?? join(root, 'dist', 'program');
const read = (...path) => readFileSync(join(root, ...path), 'utf8');

const { version, engines } = JSON.parse(read('package.json'));
const [, oldestNode] = /^>=(\d+\.\d+)$/.exec(engines.node) ?? [];
if (oldestNode === undefined)
  throw new Error(`engines.node in package.json has another form: ${engines.node}`);

/** What serves databases from memory where it was sent, its threads, and the processes that it starts. */
const serving = [
  'bin/sent-program',
  'bin/reader-thread',
  'lib/actions/action-process',
  'lib/actions/action-watch',
];
const ofProgram = [
  'bin/jobs-view',
  ...serving.slice(1),
  'lib/demo/demo-process',
  'lib/terminal/clipboard/clipboardy-process',
];
const entries = isSent ? serving : isOne ? [...new Set([...ofProgram, ...serving])] : ofProgram;

/** Packages that bring libraries of the system's, or that few operators ever load. */
const outside = ['better-sqlite3', 're2js'];

/**
 * What packages look for beside their own code: SQLite, and the entries of the terminals that we ask neo-blessed for.
 */
const copied = {
  'sql-wasm.wasm': 'sql.js/dist/sql-wasm.wasm',
  ...(!isSent && {
    'terminals/xterm': 'blessed/usr/xterm',
    'terminals/xterm-256color': 'blessed/usr/xterm-256color',
  }),
};

/** What our widgets are made of. neo-blessed itself loads all that it has, by names that it works out. */
const blessedWidgets = ['Node', 'Screen', 'Element', 'Box', 'List'];

/** The statements that read our own queue are in the code; all others are in this file, which is read when one is needed. */
const otherSqlFile = 'other-sql.json';
const allSql = readdirSync(join(root, 'schema'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.sql'))
  .sort()
  .map((name) => [name.slice(0, -'.sql'.length).replaceAll(sep, '/'), read('schema', name)]);
const isUsual = ([name]) => /^(fragments|queries)\//.test(name);
const usualSql = Object.fromEntries(allSql.filter(isUsual));
const otherSql = JSON.stringify(Object.fromEntries(allSql.filter((each) => !isUsual(each))));

/** Modules with another text in the bundle, by how their paths end. */
const replaced = {
  'lib/schema/bundled-sql.ts': () =>
    `import { readFileSync } from 'node:fs';
    import { ownFile } from '../entries.js';
    export const bundledSql = ${JSON.stringify(usualSql)};
    export const otherSql = () =>
      JSON.parse(ownFile('${otherSqlFile}') ?? readFileSync(new URL('./${otherSqlFile}', import.meta.url), 'utf8'));`,
  // Line by line, since Python's imports look like ours at the beginning of a line.
  'lib/hosts/agent/agent-source.ts': () => {
    const text = (name) => {
      const lines = read('lib', 'hosts', 'agent', `${name}.py`).split('\n');
      return `export const ${name}Source = ${JSON.stringify(lines)}.join('\\n');`;
    };
    return `${text('agent')}\n${text('helper')}`;
  },
  'lib/commands/bundled-version.ts': () => {
    const headings = read('CHANGELOG.md').match(/^## .*$/gm) ?? [];
    return [
      `export const bundledVersion = ${JSON.stringify(version)};`,
      `export const bundledHeadings = ${JSON.stringify(headings.join('\n'))};`,
    ].join('\n');
  },
  'lib/entries.ts': (path) => readFileSync(path, 'utf8').replace(`'../program/`, `'./`),
  'lib/pattern.ts': (path) => readFileSync(path, 'utf8').replace('createRequire(import.meta.url)', 'require'),
  'blessed/lib/widget.js': () =>
    blessedWidgets
      .map((name) => [name, name.toLowerCase()])
      .map(([name, file]) => `exports.${name} = exports.${file} = require('./widgets/${file}');`)
      .join('\n'),
  'blessed/lib/tput.js': (path) =>
    readFileSync(path, 'utf8')
      .replaceAll(`__dirname + '/../usr/'`, `__dirname + '/terminals/'`)
      .replace('fs.readFileSync(file)', (reading) => (isOne ? ownTerminal(reading) : reading)),
  // It would start commands that are programs of their own, and ours are not.
  'commander/lib/command.js': (path) =>
    readFileSync(path, 'utf8').replace(`require('node:child_process')`, 'undefined'),
  // Whether it runs at Cloudflare's, pg finds out with a part of Node's that takes long to load.
  'pg/lib/stream.js': (path) => readFileSync(path, 'utf8').replace(`typeof Response === 'function'`, 'false'),
  // Its own xsel, a binary of others, is left out: the system's is used.
  'clipboardy/lib/linux.js': (path) =>
    withoutFolder(path).replace(/path\.join\(__dirname, '[^']*xsel'\)/, `'/nonexistent'`),
  'clipboardy/lib/windows.js': (path) => withoutFolder(path),
  // What was sent to a host reads the database that it is told, no further host with Python alone, and has no keys.
  ...(isSent && {
    'lib/machine/keymap/own-keys.ts': () => 'export const takenBy = () => null;',
    'lib/hosts/agent/agent-host.ts': () => 'export const elsewhereBy = undefined;',
    'lib/hosts/agent/agent-action.ts': () => 'export const actThere = undefined;',
    'lib/databases/several-queues.ts': () => 'export const [queueByQueue, eachOf] = [async (all) => all];',
    'lib/commands/doctor/agent-findings.ts': () => 'export const agentFindings = undefined;',
    // Nothing is recorded there.
    'lib/commands/follow/record.ts': () =>
      'export const [cursorText, recordedAt, FollowRecord, Cursors] = [];',
    'lib/commands/follow/follow-there.ts': () => 'export const followThere = undefined;',
    'lib/databases/serve-agent.ts': () => 'export const beginAgent = undefined;',
  }),
};

/** Reads `file` from among the files within the one file, if it is there. */
const ownTerminal = (reading) =>
  `(file.startsWith(__dirname) ? $oneFile.read(file.slice(__dirname.length + 1)) : ${reading})`;

/** A module's text without its folder, which the bundle's own stands for. */
function withoutFolder(path) {
  return readFileSync(path, 'utf8').replace(/^const __dirname = .*$/m, '');
}

const replacing = {
  name: 'replacing',
  setup({ onLoad }) {
    for (const [end, text] of Object.entries(replaced)) {
      const filter = new RegExp(`(^|[\\\\/])${end.replaceAll('.', '\\.').replaceAll('/', '[\\\\/]')}$`);
      onLoad({ filter }, ({ path }) => ({ contents: text(path), loader: extname(path).slice(1) }));
    }
  },
};

const writing = {
  name: 'writing',
  setup({ onEnd }) {
    onEnd(({ outputFiles }) => written(outputFiles ?? []));
  },
};

/** How the files of one entry are made. Entries share none, so that each loads few. */
const optionsOf = (entryPoints) => ({
  absWorkingDir: root,
  entryPoints,
  outdir: folder,
  // All stand in one folder, so that what is started is found beside whoever starts it.
  entryNames: '[name]',
  chunkNames: '[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: `node${oldestNode}`,
  external: outside,
  plugins: [replacing, writing],
  // For the stacks in our log file: see lib/diagnostics/source-locations.ts.
  sourcemap: true,
  sourcesContent: false,
  metafile: true,
  write: false,
  logLevel: 'warning',
  define: { __dirname: 'import.meta.dirname' },
});

/** What goes into one file, by its name. */
const together = new Map();

/** Writes what esbuild made, as CommonJS without spaces, and with maps that lead to the sources. */
async function written(outputFiles) {
  const textAt = new Map(outputFiles.map(({ path, text }) => [path, text]));
  const paths = [...textAt.keys()].filter((path) => path.endsWith('.js'));
  const made = await Promise.all(
    paths.map((path) => inCommonJs(path, textAt.get(path), textAt.get(`${path}.map`))),
  );
  const hash = createHash('sha256');
  for (const { code } of made) hash.update(code);
  const build = hash.digest('hex').slice(0, 16);
  for (const [index, path] of paths.entries()) {
    const { code, map } = made[index];
    const mode = isFirst(path) ? 0o755 : 0o644;
    if (isOne) together.set(basename(path), code.replace(/^#!.*\n/, ''));
    else {
      writeFileSync(path, code.replace('__BUILD_OF_THE_PROGRAM__', build), { mode });
      writeFileSync(`${path}.map`, map);
    }
  }
}

/** Whether a file is the one that the program begins with. */
const isFirst = (path) => !isOne && path.endsWith('jobs-view.js');

/** A call of {@link checkNode} on one line, so that the lines behind it stay where maps look for them. */
const check = `(${checkNode})("${oldestNode}");`.replace(/\n\s*/g, ' ');

function inCommonJs(path, text, map) {
  const turned = asCommonJs(text.replace(/\/\/# sourceMappingURL=.*\n?$/, ''));
  const whole = isFirst(path) ? turned.replace('"use strict";', (strict) => `${strict} ${check}`) : turned;
  const url = `data:application/json;base64,${Buffer.from(map).toString('base64')}`;
  return transform(`${whole}\n//# sourceMappingURL=${url}\n`, {
    // Older ones read the first file, to say that they are too old for the others.
    target: isFirst(path) ? 'node10' : `node${oldestNode}`,
    sourcemap: 'external',
    sourcesContent: false,
    sourcefile: path,
    minifyWhitespace: true,
    minifySyntax: true,
    // Where it is sent, no map could lead from its names.
    minifyIdentifiers: isSent,
  });
}

/** What a licence that needs no more than its holder's name permits, from the first sentence on. */
const permission = /^Permission (?:is hereby granted|to use)[\s\S]*/m;

/** A package's licence as it comes with the package: in a file of its own, or in what it says of itself. */
function ownLicence(path) {
  const files = readdirSync(join(root, path));
  const file = files.find((each) => /^licen[cs]e/i.test(each));
  if (file !== undefined) return read(path, file);
  const about = files.find((each) => /^readme/i.test(each));
  const part = about && /^#+ *licen[cs]e\b.*\n+([^#]*)/im.exec(read(path, about))?.[1];
  return part && permission.test(part) ? part : null;
}

/**
 * The licences of the packages whose code is in the files, each with its text. Of one that comes without, the text is
 * that of another package with the same licence, in its author's name. Throws if there is none.
 */
function licences(inputs) {
  const packages = new Set(
    inputs.flatMap((path) => /^.*node_modules\/(@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []),
  );
  const all = [...packages].sort().map((path) => {
    const { name, version, license, licenses, author } = JSON.parse(read(path, 'package.json'));
    return { name, version, kind: license ?? licenses?.[0]?.type, author, text: ownLicence(path) };
  });
  const permissionOf = (kind) =>
    all.flatMap(({ kind: its, text }) => (its === kind && permission.exec(text ?? '')) || [])[0];
  return all.map(({ name, version, kind, author, text }) => {
    const holder = author?.name ?? author;
    const whole =
      text ?? (holder && permissionOf(kind) && `Copyright (c) ${holder}\n\n${permissionOf(kind)}`);
    if (!kind || !whole) throw new Error(`${name} ${version} comes without the text of its licence`);
    return `${name} ${version}: ${kind}\n\n${whole}`;
  });
}

/** The files of a build that its serving entries load, at once or later. */
function reached([{ metafile }]) {
  const outputs = new Map(Object.entries(metafile.outputs));
  const wanted = [...outputs].flatMap(([path, { entryPoint }]) =>
    serving.includes(entryPoint?.replace(/\.ts$/, '')) ? path : [],
  );
  for (const path of wanted)
    for (const { path: next, external } of outputs.get(path).imports)
      if (!external && !wanted.includes(next)) wanted.push(next);
  return wanted.map((path) => basename(path));
}

const modules = entries.map((entry) => `${entry}.ts`);
if (!isWatching && !isOne) rmSync(folder, { recursive: true, force: true });
if (isOne) together.set(otherSqlFile, Buffer.from(otherSql));
else {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, otherSqlFile), otherSql);
}
for (const [to, from] of Object.entries(copied)) {
  const place = join(root, 'node_modules', from);
  if (isOne) together.set(to, readFileSync(place));
  else cpSync(place, join(folder, to));
}
if (isWatching) {
  for (const module of modules) await (await context(optionsOf([module]))).watch();
} else {
  // Of one file the entries share their parts.
  const apart = isOne ? [modules] : modules.map((module) => [module]);
  const made = await Promise.all(apart.map((each) => build(optionsOf(each))));
  const inputs = made.flatMap(({ metafile }) => Object.keys(metafile.inputs));
  for (const end of Object.keys(replaced))
    if (!isSent && !inputs.some((path) => path.endsWith(end))) throw new Error(`${end} is in no bundle`);
  const re2js = 'node_modules/re2js/build/index.cjs';
  const notice = `${licences(isOne ? [...inputs, re2js] : inputs).join('\n----\n\n')}\n`;
  if (isOne) {
    together.set('re2js.js', (await transform(read(re2js), { minify: true })).code);
    if (isSent) writeFileSync(given ?? join(folder, 'sent-program.br'), sendable(together));
    else {
      const sent = [...reached(made), 'sql-wasm.wasm', 're2js.js', otherSqlFile];
      const text = await oneFile(together, { check, notice, sent });
      writeFileSync(given ?? join(root, 'dist', 'jobs-view.mjs'), text, { mode: 0o755 });
    }
  } else {
    writeFileSync(join(folder, 'package.json'), '{"type":"commonjs"}\n');
    writeFileSync(join(folder, 'LICENSES.txt'), notice);
  }
}
