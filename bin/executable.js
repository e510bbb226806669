// `npm run bundle:executable`: the one file within a copy of the Node that runs this, for systems like this one that need
// not have Node. Another place than dist/jobs-view may be given.
import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** Of Node, the first version that makes executables by itself; those that it makes need none. */
const oldest = '25.5';
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 25 || (major === 25 && minor < 5) || !process.config.variables.single_executable_application) {
  const needed = `Making an executable needs Node ${oldest} or later, as nodejs.org builds it`;
  process.stderr.write(`${needed}; this is Node ${process.versions.node}.\n`);
  process.exit(1);
}
// A copy of Node has to bring what Node's licence says, and that of what Node is made of.
const licence = ['LICENSE', 'share/doc/nodejs/LICENSE', 'share/doc/nodejs/copyright']
  .map((name) => join(process.execPath, '../..', name))
  .find((path) => existsSync(path));
if (licence === undefined) {
  process.stderr.write(
    'Making an executable needs the LICENSE of Node, which is not beside its folder bin.\n',
  );
  process.exit(1);
}
const root = join(import.meta.dirname, '..');
const output = resolve(process.argv[2] ?? join(root, 'dist', 'jobs-view'));
const folder = mkdtempSync(join(tmpdir(), 'jobs-view-'));
try {
  const main = join(folder, 'jobs-view.cjs');
  const config = join(folder, 'config.json');
  const run = (...args) => execFileSync(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  run(join(root, 'bin', 'bundle.js'), '--one', main);
  appendFileSync(
    main,
    `/*\nNode ${process.versions.node}\n\n${readFileSync(licence, 'utf8').replaceAll('*/', '* /')}*/\n`,
  );
  writeFileSync(
    config,
    JSON.stringify({
      main,
      output,
      disableExperimentalSEAWarning: true,
      execArgv: ['--disable-warning=ExperimentalWarning'],
      // What stands in NODE_OPTIONS is for other programs.
      execArgvExtension: 'none',
    }),
  );
  run('--build-sea', config);
  // Node leaves it without a valid signature, and macOS runs none of those.
  if (process.platform === 'darwin') execFileSync('codesign', ['--sign', '-', output]);
} finally {
  rmSync(folder, { recursive: true });
}
