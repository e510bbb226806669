// The guard: `npm test` runs everything, `npm test -- PATTERN…` builds and runs the specs whose paths match,
// `npm run test:quick` those that start no whole program, `npm test -- --watch [PATTERN…]` builds and runs at each change.
import { spawn, spawnSync } from 'node:child_process';

const given = process.argv.slice(2);
const patterns = given.filter((argument) => !argument.startsWith('--'));
const isQuick = given.includes('--quick');

/** Runs a program to its end; what fails ends the guard with its code. */
function run(command, ...rest) {
  const { status } = spawnSync(command, rest, { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

const script = (name, ...rest) => run('npm', 'run', '--silent', name, '--', ...rest);
// A third of what the specs do is waiting for other processes: three workers keep two processors busy.
const together = ['--selectProjects', 'together', '--maxWorkers=3'];
const alone = (project) => ['--selectProjects', project, '--runInBand'];

if (isQuick) process.env.QUICK = '1';
if (given.includes('--watch')) {
  script('build');
  const makers = [
    spawn('npx', ['tsc', '--watch', '--preserveWatchOutput'], { stdio: 'ignore' }),
    spawn(process.execPath, ['bundle.js', '--watch'], { stdio: 'ignore' }),
  ];
  process.on('exit', () => makers.forEach((maker) => void maker.kill()));
  script('jest', '--watchAll', ...patterns);
} else if (patterns.length > 0) {
  script('build');
  script('jest', ...patterns);
} else {
  script('lint');
  script('build');
  script('jest', ...together);
  if (!isQuick) {
    script('jest', ...alone('timed'));
    script('jest', ...alone('torture'));
  }
}
