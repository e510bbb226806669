// Does with a fresh tree what README says: `npm install && npm start`, a key that writes, and the beginning of `npm test`,
// where only the package registry answers: there are no headers of Node that better-sqlite3 could be compiled with. Run by
// spec/nodes.js.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** What compiles, and what runs the compiler. */
const compilers = /^(.*-)?(cc|gcc|c\+\+|g\+\+|clang|clang\+\+)(-\d+)?$|^(make|python[\d.]*)$/;
/** How many files of specs are a beginning. */
const beginning = 20;
const within = { within: 60_000 };

/** A folder with links to Node and the programs of the system, without a compiler if so asked, in which npm is this one. */
function toolsIn(folder, { program, npm, compiles }) {
  mkdirSync(folder);
  symlinkSync(program, join(folder, 'node'));
  writeFileSync(join(folder, 'npm'), `#!/bin/sh\nexec '${program}' '${npm}' "$@"\n`, { mode: 0o755 });
  for (const name of readdirSync('/usr/bin'))
    if (!['node', 'npm', 'npx'].includes(name) && (compiles || !compilers.test(name)))
      symlinkSync(join('/usr/bin', name), join(folder, name));
  return folder;
}

/** The environment of somebody who has set up nothing: of ours only which registry there is, and whom it is signed by. */
function environmentIn(folder, PATH) {
  const { stdout } = spawnSync('npm', ['config', 'get', 'registry'], { encoding: 'utf8' });
  writeFileSync(join(folder, 'npmrc'), `registry=${stdout}`);
  const inherited = Object.entries(process.env).filter(([name]) => !/^(npm_|NODE_OPTIONS$|XDG_)/i.test(name));
  const settings = { npm_config_nodedir: '', npm_config_userconfig: join(folder, 'npmrc') };
  return { ...Object.fromEntries(inherited), ...settings, HOME: folder, PATH };
}

/** Runs the specs until enough files of them have passed; throws where one fails, or the run ends before. */
async function beginTests(npm, options) {
  const tests = spawn(npm, ['test'], { ...options, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  let text = '';
  try {
    await new Promise((resolve, reject) => {
      const read = (bytes) => {
        text += bytes;
        if (/^FAIL /m.test(text)) reject(new Error(text));
        if ((text.match(/^PASS /gm) ?? []).length >= beginning) resolve();
      };
      for (const stream of [tests.stdout, tests.stderr]) stream.on('data', read);
      tests.on('close', () => reject(new Error(`npm test ended:\n${text}`)));
    });
  } finally {
    if (tests.exitCode === null) process.kill(-tests.pid);
  }
}

/** Throws if one of the commands doesn't work by this Node and npm. `makeTree` puts the sources into a folder. */
export async function tryAsNewcomer({ program, npm, compiles, folder, makeTree }) {
  mkdirSync(folder);
  const tree = makeTree(join(folder, 'tree'));
  const bin = toolsIn(join(folder, 'tools'), { program, npm, compiles });
  const env = environmentIn(folder, bin);
  const own = join(bin, 'npm');
  const run = (...args) => {
    const { status, stdout, stderr } = spawnSync(own, args, {
      cwd: tree,
      env,
      encoding: 'utf8',
      maxBuffer: 1e8,
    });
    if (status !== 0) throw new Error(`npm ${args.join(' ')} ended with ${status}:\n${stdout}${stderr}`);
    return stdout;
  };
  run('install');
  if (existsSync(join(tree, 'node_modules/better-sqlite3/build/Release/better_sqlite3.node')))
    throw new Error('better-sqlite3 was compiled: there are headers of Node here');
  const versions = run('start', '--', '--version');
  const { startInPty } = await import(pathToFileURL(join(tree, 'dist/spec/support/pty.js')));
  const screen = startInPty(own, ['start'], { environment: env, folder: tree });
  try {
    await screen.waitForText('First failure: venue_nyse_20240115.log', within);
    const writes = !versions.includes('better-sqlite3');
    if (!writes) await screen.waitForText('read-only', within);
    screen.type('R');
    await screen.waitForText(writes ? 'is queued again' : 'npm install --global better-sqlite3@12', within);
    screen.type('q');
    const { code } = await screen.ended;
    if (code !== 0) throw new Error(`npm start ended with ${code}`);
  } finally {
    await screen.close();
  }
  if (!compiles) await beginTests(own, { cwd: tree, env });
  console.log(`npm ${run('--version').trim()}, ${compiles ? 'with' : 'without'} a compiler: passed`);
}
