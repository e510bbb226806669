// `npm run build`, and `npm start` and `npm pack` where something is newer than the build: compiles and bundles beside
// dist/, and then puts one file after the other in its place, so that what is started or runs meanwhile finds all of
// its files, whether the build succeeds or not.
import { execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

/** How long a running dashboard finds the parts of its own build that a later one replaced, in ms. */
const staysFor = 7 * 24 * 3600_000;

/** What `npm run bundle:one` and `npm run bundle:executable` make beside the program. */
const bundles = ['jobs-view.mjs', 'jobs-view'];

/** The files in a folder and its folders. */
const filesIn = (folder) =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true }).filter((name) => statSync(join(folder, name)).isFile())
    : [];

/** Which files of earlier builds are still in a program's folder, with the time at which a build first lacked them. */
function replacedIn(program) {
  const list = join(program, '.npmignore');
  const lines = existsSync(list) ? readFileSync(list, 'utf8').split('\n').filter(Boolean) : [];
  return new Map(
    lines.flatMap((name, at) => (name.startsWith('# ') ? [] : [[name, Date.parse(lines[at - 1].slice(2))]])),
  );
}

/**
 * Replaces the build in `dist` by the one in `next`, file by file: those that others load before those that load them. Of
 * the program's earlier builds the code stays for a week, for those who run it, and is left out of what npm packs.
 * `now` is in ms since the epoch.
 */
export function replaceBuild(next, dist, now) {
  const made = filesIn(next);
  const isEntry = (name) => /^program\/[a-z-]+\.js$/.test(name) && !/-[A-Z\d]{8}\.js$/.test(name);
  const rank = (name) => (name === 'program/jobs-view.js' ? 2 : isEntry(name) ? 1 : 0);
  for (const name of made.sort((one, other) => rank(one) - rank(other))) {
    mkdirSync(dirname(join(dist, name)), { recursive: true });
    renameSync(join(next, name), join(dist, name));
  }
  rmSync(next, { recursive: true });

  const program = join(dist, 'program');
  const before = replacedIn(program);
  const current = new Set(made);
  const left = [];
  for (const name of filesIn(dist).filter((each) => !current.has(each) && !bundles.includes(each))) {
    const [, part] = /^program\/([^/]+\.js)$/.exec(name) ?? [];
    const since = before.get(part) ?? now;
    if (part !== undefined && now - since < staysFor)
      left.push(`# ${new Date(since).toISOString()}\n${part}\n`);
    else if (name !== join('program', '.npmignore')) rmSync(join(dist, name));
  }
  writeFileSync(join(program, '.npmignore'), left.join(''));
}

/** Whether the program in dist/ is missing, or older than anything that it is made of. */
function isStale(root) {
  const program = statSync(join(root, 'dist/program/jobs-view.js'), { throwIfNoEntry: false });
  const sources = ['bin', 'lib', 'schema', 'widgets'].flatMap((folder) =>
    filesIn(join(root, folder)).map((name) => join(folder, name)),
  );
  const newest = Math.max(...['package.json', ...sources].map((name) => statSync(join(root, name)).mtimeMs));
  return program === undefined || program.mtimeMs < newest;
}

/** Has a program write its manual page and its completions beside itself, for those who package it. */
function writePages(program) {
  const print = (...args) => execFileSync(process.execPath, [join(program, 'jobs-view.js'), ...args]);
  for (const folder of ['man', 'completions']) mkdirSync(join(program, folder), { recursive: true });
  writeFileSync(join(program, 'man', 'jobs-view.1'), print('man'));
  for (const shell of ['bash', 'zsh', 'fish'])
    writeFileSync(join(program, 'completions', `jobs-view.${shell}`), print('completion', shell));
}

/** Runs a step of the build; ends with its exit code where it fails, and leaves dist/ as it is. */
function step(...args) {
  const { status } = spawnSync(process.execPath, args, { cwd: import.meta.dirname, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

const isNeeded = !process.argv.includes('--if-stale') || isStale(import.meta.dirname);
if (process.argv[1] === import.meta.filename && isNeeded) {
  const next = join(import.meta.dirname, '.dist-next');
  rmSync(next, { recursive: true, force: true });
  step('node_modules/typescript/bin/tsc', '-p', 'tsconfig.json', '--outDir', next);
  step('bin/bundle.js', join(next, 'program'));
  step('bin/bundle.js', '--sent', join(next, 'program', 'sent-program.br'));
  writePages(join(next, 'program'));
  replaceBuild(next, join(import.meta.dirname, 'dist'), Date.now());
}
