import { tmpdir } from 'node:os';
import { parseArgs } from 'node:util';
import { Random } from '../../lib/demo/random.js';
import { layouts } from '../support/postgres-partitions.js';
import { suffer } from './ordeal.js';
import { serverOrdeal } from './postgres/server-ordeal.js';
import type { Scenario } from './scenario.js';
import { fileScenarios, queueScenarios } from './scenarios.js';
import { readers } from './sources.js';
import type { Effort, Outcome } from './trial.js';

const usage = `npm run torture -- [options]
  --source NAME    file: databases beside writers of every kind; queue: queues that are restored as well; postgres: queues
                   on a server that is killed, restarted and replaced by its standby (all of them, one after the other)
  --seconds N      for each scenario, or part of one, at least (file: 5, queue: 60, postgres: 15)
  --seed N         seed of all that chance decides (random; it is printed)
  --only REGEX     only the scenarios whose name matches
  --brief          the scenarios of the ordinary test run
  --accepted N     snapshots to accept over all scenarios of files (20000)
  --within N       seconds for each scenario of files at most (120, or twice the least)
  --rest N         milliseconds that writers of files rest after each operation at least, as a reader on a slow line needs (0)
  --folder PATH    where to make the databases (the system's temporary folder)
  --reader NAME    live, agent, or for comparison main-file or native (live)
  --stop           stop at the first fault and keep the files
`;

const { values } = parseArgs({
  options: {
    source: { type: 'string' },
    seconds: { type: 'string' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
    only: { type: 'string', default: '' },
    accepted: { type: 'string', default: '20000' },
    within: { type: 'string', default: '120' },
    rest: { type: 'string', default: '0' },
    folder: { type: 'string', default: tmpdir() },
    reader: { type: 'string', default: 'live' },
    brief: { type: 'boolean', default: false },
    stop: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

/** One thing that is done to a reader. */
interface Trial {
  readonly name: string;
  readonly isBrief: boolean;
  readonly run: (effort: Effort) => Promise<Outcome>;
}

function onFile(scenario: Scenario): Trial {
  const run = (effort: Effort) => {
    const { folder, reader, stop: stopAtFault } = values;
    const open = Object.entries(readers).find(([name]) => name === reader)?.[1];
    if (open === undefined) throw new Error(`no reader is called ${reader}`);
    const within = Math.max(Number(values.within), 2 * effort.seconds);
    const rest = Math.max(scenario.rest, Number(values.rest));
    return suffer({ ...scenario, rest }, { ...effort, open, folder, within, stopAtFault });
  };
  return { name: scenario.name, isBrief: scenario.brief, run };
}

/** What each source's readers go through, how long by default, and how many snapshots are to be accepted in all. */
const sources: Readonly<Record<string, { trials: readonly Trial[]; seconds: number; accepted: number }>> = {
  // SQLite itself can't read beside a writer that keeps its lock.
  file: {
    trials: fileScenarios
      .filter(({ locking }) => values.reader !== 'native' || locking === 'NORMAL')
      .map(onFile),
    ...{ seconds: 5, accepted: Number(values.accepted) },
  },
  queue: { trials: queueScenarios.map(onFile), seconds: 60, accepted: 0 },
  postgres: {
    trials: [null, ...layouts].map((layout) => ({
      name: `queue on a server: ${layout ?? 'one table'}`,
      isBrief: false,
      // Half of the servers have a queue that is too large to be read at one instant.
      run: (effort) =>
        serverOrdeal({ ...effort, restarts: 5, layout, others: effort.seed % 2 === 0 ? 0 : 210_000 }),
    })),
    ...{ seconds: 15, accepted: 0 },
  },
};

const wordsOf = (counts: Outcome['counts']) =>
  Object.entries(counts)
    .map(([name, count]) => `${count} ${name}`)
    .join(', ');

async function main(): Promise<boolean> {
  const random = new Random(Number(values.seed));
  const chosen = Object.entries(sources).filter(([name]) => name === (values.source ?? name));
  if (chosen.length === 0) throw new Error(`no source is called ${values.source}`);
  process.stdout.write(`seed ${values.seed}\n`);
  const [sum, failed] = [{ accepted: 0, rejected: 0 }, new Set<string>()];
  for (const [, source] of chosen) {
    const trials = source.trials.filter(
      ({ name, isBrief }) => new RegExp(values.only).test(name) && (isBrief || !values.brief),
    );
    const least = { accepted: Math.max(1, Math.ceil(source.accepted / trials.length)) };
    for (const { name, run } of trials) {
      if (values.stop && failed.size > 0) break;
      const seed = random.whole(0, 2 ** 31);
      const { counts, faults } = await run({
        seed,
        seconds: Number(values.seconds ?? source.seconds),
        least,
      });
      process.stdout.write(`${name.padEnd(62)} ${wordsOf(counts)}\n`);
      for (const fault of new Set(faults.slice(0, 25))) process.stdout.write(`    ${fault}\n`);
      if (faults.length > 0) failed.add(name);
      sum.accepted += counts.accepted ?? 0;
      sum.rejected += counts.rejected ?? 0;
    }
  }
  const { accepted, rejected } = sum;
  const rate = ((100 * rejected) / Math.max(1, accepted + rejected)).toFixed(1);
  process.stdout.write(
    `${accepted} accepted, ${rejected} rejected (${rate} %), ${failed.size} failed, seed ${values.seed}\n`,
  );
  return failed.size === 0;
}

if (values.help) process.stdout.write(usage);
else process.exitCode = (await main()) ? 0 : 1;
