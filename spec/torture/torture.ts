import { tmpdir } from 'node:os';
import { parseArgs } from 'node:util';
import { Random } from '../../lib/demo/random.js';
import { LiveDatabase } from '../../lib/snapshot/live-database.js';
import { MainFileSource } from './main-file-source.js';
import { suffer } from './ordeal.js';
import { describeResult, failuresOf } from './ordeal-result.js';
import { scenarios } from './scenarios.js';
import type { OpenSource } from './source.js';

const usage = `npm run torture -- [options]
  --accepted N     snapshots to accept over all scenarios (20000)
  --seed N         seed of writers and kills (random)
  --only REGEX     only the scenarios whose name matches
  --at-least N     seconds for each scenario, also when enough are accepted (5)
  --brief          the scenarios of the ordinary test run
  --within N       seconds for each scenario at most (120)
  --folder PATH    where to make the databases (the system's temporary folder)
  --reader NAME    live, or for comparison main-file or native (live)
  --stop           stop at the first fault and keep the files
`;

const { values } = parseArgs({
  options: {
    accepted: { type: 'string', default: '20000' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
    only: { type: 'string', default: '' },
    'at-least': { type: 'string', default: '5' },
    within: { type: 'string', default: '120' },
    folder: { type: 'string', default: tmpdir() },
    reader: { type: 'string', default: 'live' },
    brief: { type: 'boolean', default: false },
    stop: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

async function sourceNamed(name: string): Promise<OpenSource> {
  if (name === 'live') return (path) => new LiveDatabase(path);
  if (name === 'main-file') return (path) => new MainFileSource(path);
  if (name !== 'native') throw new Error(`no reader is called ${name}`);
  const { NativeSource } = await import('./native-source.js');
  return (path) => new NativeSource(path);
}

async function main(): Promise<boolean> {
  const open = await sourceNamed(values.reader);
  // SQLite itself can't read beside a writer that keeps its lock.
  const possible = scenarios.filter(({ locking }) => values.reader !== 'native' || locking === 'NORMAL');
  const chosen = possible.filter(
    ({ name, brief }) => new RegExp(values.only).test(name) && (brief || !values.brief),
  );
  const each = Math.ceil(Number(values.accepted) / chosen.length);
  const random = new Random(Number(values.seed));
  let failures = 0;
  let accepted = 0;
  let rejected = 0;
  process.stdout.write(`seed ${values.seed}, ${chosen.length} scenarios, ${each} snapshots each\n`);
  for (const scenario of chosen) {
    const seed = random.whole(0, 2 ** 31);
    const result = await suffer(scenario, {
      open,
      seed,
      folder: values.folder,
      accepted: each,
      atLeast: Number(values['at-least']) * 1000,
      within: Number(values.within) * 1000,
      stopAtFault: values.stop,
    });
    process.stdout.write(`${describeResult(result)}\n`);
    for (const failure of failuresOf(result, each)) {
      failures += 1;
      process.stdout.write(`    ${failure}\n`);
    }
    accepted += result.accepted;
    rejected += result.rejected;
    if (values.stop && failures > 0) break;
  }
  const rate = ((100 * rejected) / Math.max(1, accepted + rejected)).toFixed(1);
  process.stdout.write(
    `${accepted} accepted, ${rejected} rejected (${rate} %), ${failures} failures, seed ${values.seed}\n`,
  );
  return failures === 0;
}

if (values.help) process.stdout.write(usage);
else process.exitCode = (await main()) ? 0 : 1;
