// Installs the packed program globally, offline beside npm's cache, as operators do on machines without a compiler and
// with install scripts forbidden, and has it write. Run by spec/nodes.js.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

/** What npm and the program need, and nothing else. */
const plainTools = ['sh', 'env', 'uname'];
/** What an install may bring. */
const most = { packages: 3, bytes: 10e6 };

/** A folder with links to a few programs of the system. */
function toolsIn(folder, program) {
  mkdirSync(folder);
  symlinkSync(program, join(folder, 'node'));
  for (const name of plainTools) {
    const { stdout } = spawnSync('which', [name], { encoding: 'utf8' });
    symlinkSync(stdout.trim(), join(folder, name));
  }
  return folder;
}

/** Throws if one of the installs warns, brings more than it may, or doesn't work. */
export function tryInstalls({ program, npms, tree, folder, env }) {
  // For compilers, and unknown to a newer npm, which warns of it.
  const { npm_config_nodedir: _, ...settings } = env;
  const asked = spawnSync(program, [npms[0], 'config', 'get', 'registry'], { encoding: 'utf8', env });
  const registry = asked.stdout.trim();
  const run = (path, args, cwd = folder) => {
    const { status, stdout, stderr } = spawnSync(program, args, {
      encoding: 'utf8',
      maxBuffer: 1e8,
      cwd,
      // Only the registry is taken from this machine's settings, which a newer npm may warn of.
      env: {
        ...settings,
        PATH: path,
        npm_config_userconfig: join(folder, 'npmrc'),
        npm_config_registry: registry,
      },
    });
    const ran = args.join(' ');
    if (status !== 0) throw new Error(`${ran} ended with ${status}:\n${stdout}${stderr}`);
    if (/warn/i.test(stderr)) throw new Error(`${ran} warns:\n${stderr}`);
    return stdout;
  };
  run(env.PATH, [npms[0], 'pack', '--ignore-scripts', '--pack-destination', folder], tree);
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz'));
  const bare = toolsIn(join(folder, 'tools'), program);
  for (const [index, npm] of npms.entries()) {
    const install = (name, ...flags) => {
      const prefix = join(folder, `${name}-${index}`);
      run(bare, [
        npm,
        'install',
        '--global',
        '--no-audit',
        '--no-fund',
        ...flags,
        '--prefix',
        prefix,
        join(folder, tarball),
      ]);
      return prefix;
    };
    // The only one that asks a registry: it fills the cache.
    install('filling');
    for (const flags of [[], ['--ignore-scripts']]) {
      const prefix = install(flags.length === 0 ? 'plain' : 'scriptless', '--offline', ...flags);
      const files = readdirSync(prefix, { recursive: true }).map((name) => join(prefix, name));
      const packages = files.filter((name) => /node_modules\/(@[^/]+\/)?[^/]+\/package\.json$/.test(name));
      const bytes = files.reduce((sum, name) => sum + statSync(name).size, 0);
      if (packages.length > most.packages || bytes > most.bytes)
        throw new Error(`installed are ${packages.length} packages, ${bytes} bytes`);
      tryWriting(
        (...args) => run(bare, [join(prefix, 'bin', 'jobs-view'), ...args]),
        (sql, path) =>
          run(bare, [
            '--no-warnings',
            '-e',
            `new (require('node:sqlite').DatabaseSync)(${JSON.stringify(path)}).exec(${JSON.stringify(sql)})`,
          ]),
        join(prefix, 'jobs.sqlite3'),
      );
      console.log(`installed by npm ${run(bare, [npm, '--version']).trim()} ${flags.join(' ')}: passed`);
    }
  }
}

/** Makes a database, retries a failed job in it, and looks. */
function tryWriting(jobsView, execute, path) {
  jobsView('init', path);
  execute("INSERT INTO cf_processing_queue (plugin_name, status) VALUES ('fix_parser', 'FAILED')", path);
  jobsView('retry', '1', path, '--yes');
  const { counts } = JSON.parse(jobsView(path, '--json'));
  if (counts?.queued !== 1 || counts.failed !== 0)
    throw new Error(`after a retry: ${JSON.stringify(counts)}`);
  const found = jobsView('doctor', path);
  if (!/^ok +actions /m.test(found)) throw new Error(`the doctor doubts that it can write:\n${found}`);
}
