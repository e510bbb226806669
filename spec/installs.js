// Installs the packed program globally, offline beside npm's cache, as operators do on machines without a compiler and
// with install scripts forbidden, and has it write: by commands, by keys of its dashboard and in its demo. Run by
// spec/nodes.js.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

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
export async function tryInstalls({ program, npms, tree, folder, env }) {
  const { startInPty } = await import(pathToFileURL(join(tree, 'dist/spec/support/pty.js')));
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
        TERM: 'xterm-256color',
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
      const globally = ['install', '--global', '--no-audit', '--no-fund', '--prefix', prefix];
      run(bare, [npm, ...globally, ...flags, join(folder, tarball)]);
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
      const installed = join(prefix, 'bin', 'jobs-view');
      const environment = { HOME: prefix, PATH: bare };
      const within = { within: 20_000 };
      await tryWriting(
        (...args) => run(bare, [installed, ...args]),
        async (args, use) => {
          const screen = startInPty(program, [installed, ...args], { environment, folder: prefix });
          try {
            await use({ waitFor: (text) => screen.waitForText(text, within), type: screen.type });
            screen.type('q');
            const { code } = await screen.ended;
            if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}`);
          } finally {
            await screen.close();
          }
        },
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

/** How keys of the dashboard change a job of a status, and the status that it has then. */
const keys = [
  ['R', 'failed', 'Job 2 is queued again', 'queued'],
  ['c', 'queued', 'Cancelled job 2', 'cancelled'],
  ['S', 'running', 'Stopped job 3', 'cancelled'],
];

/** Makes a database, retries a failed job in it, looks, and has the dashboard and the demo do the same. */
async function tryWriting(jobsView, dashboard, execute, path) {
  jobsView('init', path);
  execute("INSERT INTO cf_processing_queue (plugin_name, status) VALUES ('fix_parser', 'FAILED')", path);
  jobsView('retry', '1', path, '--yes');
  const { counts } = JSON.parse(jobsView(path, '--json'));
  if (counts?.queued !== 1 || counts.failed !== 0)
    throw new Error(`after a retry: ${JSON.stringify(counts)}`);
  const found = jobsView('doctor', path);
  if (!/^ok +actions /m.test(found)) throw new Error(`the doctor doubts that it can write:\n${found}`);

  execute(
    `DELETE FROM cf_processing_queue; INSERT INTO cf_processing_queue (id, plugin_name, status, job_type)
     VALUES (2, 'fix_parser', 'FAILED', 'PARSE'), (3, 'strategy', 'RUNNING', 'BACKTEST')`,
    path,
  );
  for (const [key, status, notice, becomes] of keys) {
    await dashboard(['--status', status, path], async ({ waitFor, type }) => {
      await waitFor('▸');
      type(key);
      if (key !== 'R') {
        await waitFor('[y] Yes');
        type('y');
      }
      await waitFor(notice);
    });
    const { jobs } = JSON.parse(jobsView(path, '--json'));
    const id = Number(/\d+/.exec(notice)[0]);
    if (jobs.find((job) => job.id === id)?.status !== becomes)
      throw new Error(`after ${key}: ${JSON.stringify(jobs)}`);
  }
  await dashboard(['--demo'], async ({ waitFor, type }) => {
    await waitFor('First failure: venue_nyse_20240115.log');
    type('1');
    await waitFor('Filter: failed');
    await waitFor('▸');
    type('R');
    await waitFor('is queued again');
  });
}
