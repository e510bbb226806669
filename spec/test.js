// What `npm test` runs; `npm test -- --help` says how.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { resultsFile } from './reporter.js';

const help = `npm test -- [options] [pattern]...
  (nothing)    lint, build, and the specs that need Node and npm alone: what a contributor runs
  PATTERN      builds, and runs the specs whose paths match, whatever they need; paths are without extension
  --watch      runs them again at each change
  --quick      only specs that start no program and read no database: the inner loop (npm run test:quick)
  --all        everything; a program that is missing is a failure (npm run test:all)
  --rest       what --all runs besides what npm test ran: also the specs in which that left tests out
  --help       prints this
`;

const options = ['--watch', '--quick', '--all', '--rest', '--help'];
const given = process.argv.slice(2);
const patterns = given.filter((argument) => !argument.startsWith('-'));
const unknown = given.filter((argument) => argument.startsWith('-') && !options.includes(argument));
const has = (option) => given.includes(option);
if (unknown.length > 0 || has('--help')) {
  if (unknown.length > 0) process.stderr.write(`There is no option ${unknown.join(', ')}.\n`);
  (unknown.length > 0 ? process.stderr : process.stdout).write(help);
  process.exit(unknown.length > 0 ? 2 : 0);
}

const began = performance.now();
const folder = mkdtempSync(join(tmpdir(), 'jobs-view-test-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
process.env[resultsFile] = join(folder, 'results');
if (has('--quick')) process.env.QUICK = '1';
if (has('--all') || has('--rest')) process.env.JOBS_VIEW_TEST_ALL = '1';

/** Runs one of package.json's scripts to its end; whether it succeeded. */
const script = (name, ...rest) =>
  spawnSync('npm', ['run', '--silent', name, '--', ...rest], { stdio: 'inherit' }).status === 0;

/** The same for a step without which nothing else makes sense. */
function step(name) {
  if (!script(name)) process.exit(1);
}

/** The results of all runs of Jest, added up. */
function results() {
  const sum = { passed: 0, failed: 0, skipped: 0, leftOut: {}, files: [] };
  for (const line of readFileSync(process.env[resultsFile], 'utf8').split('\n').filter(Boolean)) {
    const run = JSON.parse(line);
    for (const name of ['passed', 'failed', 'skipped']) sum[name] += run[name];
    for (const [program, count] of Object.entries(run.leftOut))
      sum.leftOut[program] = (sum.leftOut[program] ?? 0) + count;
    sum.files.push(...run.files);
  }
  return sum;
}

/** The ten slowest files, what was left out and why, and the counts. */
async function report() {
  const { passed, failed, skipped, leftOut, files } = results();
  const slowest = files.sort(([, one], [, other]) => other - one).slice(0, 10);
  const seconds = (ms) => (ms / 1000).toFixed(1).padStart(6);
  console.log(`\nThe slowest files, in seconds of ${seconds(performance.now() - began).trim()}:`);
  for (const [file, ms] of slowest)
    console.log(`${seconds(ms)}  ${relative('dist', file).replace(/\.js$/, '')}`);
  console.log(`\n${passed} passed, ${failed} failed, ${skipped} skipped`);
  const missing = Object.keys(leftOut);
  if (missing.length === 0) return;
  const { packagesOf } = await import('../dist/spec/support/needed-programs.js');
  const counts = missing.map((name) => `${name} (${leftOut[name]})`).join(', ');
  console.log(
    `\nTests were left out because programs are missing here: ${counts}. On Debian they come with\n` +
      `    apt-get install ${packagesOf(missing)}\n` +
      `${leftOut['better-sqlite3'] ? 'and npm install after it, ' : ''}and npm run test:all runs everything.`,
  );
}

/** Names the spec files in which the last run of `npm test` left tests out. */
const leftOutHere = 'dist/left-out.json';

/** Those files, from the root; none before the first run. */
function filesLeftOut() {
  return existsSync(leftOutHere) ? JSON.parse(readFileSync(leftOutHere, 'utf8')) : [];
}

// Part of what the specs do is waiting for other processes: four workers keep two processors busy, and three where the
// processes are whole programs and servers.
const beside = (workers, ...projects) => ['--selectProjects', ...projects, `--maxWorkers=${workers}`];
const alone = (project) => ['--selectProjects', project, '--runInBand'];

/** The runs of Jest that were asked for, in order. */
function runs() {
  if (patterns.length > 0) return [patterns];
  const rest = [alone('timed'), alone('torture')];
  if (has('--all')) return [beside(3, 'default', 'long'), ...rest];
  if (has('--rest')) {
    const files = filesLeftOut();
    const most =
      files.length === 0 ? beside(3, 'long') : [...beside(3, 'default', 'long'), '[.]long[.]spec', ...files];
    return [most, ...rest];
  }
  return [beside(4, 'default')];
}

if (has('--watch')) {
  step('build');
  const makers = [
    spawn('npx', ['tsc', '--watch', '--preserveWatchOutput'], { stdio: 'ignore' }),
    spawn(process.execPath, ['bin/bundle.js', '--watch'], { stdio: 'ignore' }),
  ];
  process.on('exit', () => makers.forEach((maker) => void maker.kill()));
  script('jest', '--watchAll', ...patterns);
} else {
  // What is left of everything was linted and built by what ran before it.
  if (patterns.length === 0 && !has('--rest')) step('lint');
  if (!has('--rest')) step('build');
  const passed = runs().map((args) => script('jest', ...args));
  await report();
  if (given.length === 0) {
    const names = results().files.flatMap(([file, , skipped]) => (skipped > 0 ? [relative('.', file)] : []));
    writeFileSync(leftOutHere, JSON.stringify(names));
  }
  process.exitCode = passed.every(Boolean) ? 0 : 1;
}
