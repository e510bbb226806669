// Installs the packed program globally, offline beside npm's cache, in the ways that operators have: with a compiler,
// without one, and with install scripts forbidden. Run by spec/nodes.js.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What npm and the program need, and no compiler beside it. */
const plainTools = ['sh', 'env', 'uname'];

/** What the doctor must say of writing in each of these installs. */
const ways = [
  { name: 'with a compiler', flags: ['--allow-scripts=better-sqlite3'], says: /^ok +actions /m },
  { name: 'without a compiler', hasCompiler: false, says: /^note +actions .*install a C\+\+ compiler/m },
  {
    name: 'with install scripts forbidden',
    flags: ['--ignore-scripts'],
    says: /^note +actions .*--allow-scripts=better-sqlite3/m,
  },
];

/** A folder with links to a few programs of the system. */
function toolsIn(folder, program) {
  mkdirSync(folder);
  symlinkSync(program, join(folder, 'node'));
  for (const name of plainTools)
    symlinkSync(execFileSync('which', [name], { encoding: 'utf8' }).trim(), join(folder, name));
  return folder;
}

/** Throws if one of the installs doesn't work, or says the wrong thing of itself. */
export function tryInstalls({ program, npm, tree, folder, env }) {
  const output = { encoding: 'utf8', maxBuffer: 1e8 };
  execFileSync(program, [npm, 'pack', '--ignore-scripts', '--pack-destination', folder], {
    ...output,
    cwd: tree,
    env,
  });
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz'));
  const bare = toolsIn(join(folder, 'tools'), program);
  const install = ['install', '--global', '--no-audit', '--no-fund', join(folder, tarball)];
  // The only one that asks a registry: it fills the cache.
  execFileSync(program, [npm, ...install, '--ignore-scripts', '--prefix', join(folder, 'filling')], {
    ...output,
    env,
  });
  for (const [index, { name, flags = [], hasCompiler = true, says }] of ways.entries()) {
    const prefix = join(folder, `prefix-${index}`);
    const path = hasCompiler ? env.PATH : bare;
    const inFolder = { ...output, cwd: folder, env: { ...env, PATH: path } };
    execFileSync(program, [npm, ...install, ...flags, '--offline', '--prefix', prefix], inFolder);
    const run = (...args) =>
      execFileSync(program, [join(prefix, 'bin', 'jobs-view'), ...args], {
        ...inFolder,
        env: { ...env, PATH: `${dirname(program)}:${env.PATH}` },
      });
    if (index === 0) run('init', join(folder, 'jobs.sqlite3'));
    const { counts } = JSON.parse(run(join(folder, 'jobs.sqlite3'), '--json'));
    if (counts?.failed !== 0) throw new Error(`installed ${name}, it can't read a database`);
    const said = run('doctor', join(folder, 'jobs.sqlite3'));
    if (!says.test(said)) throw new Error(`installed ${name}, the doctor doesn't say ${says}:\n${said}`);
    console.log(`installed offline ${name}: passed`);
  }
}
