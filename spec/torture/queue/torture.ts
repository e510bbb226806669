import { tmpdir } from 'node:os';
import { parseArgs } from 'node:util';
import { Random } from '../../../lib/demo/random.js';
import { queueOrdeal } from './queue-ordeal.js';

const usage = `npm run torture:queue -- [options]
  --seconds N      for each queue (60)
  --seed N         seed of all that chance decides (random; it is printed)
Queues of version A and D as their workers make them, each in both journal modes, restored and written to by workers that
are killed.
`;

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
    help: { type: 'boolean', default: false },
  },
});
async function main(): Promise<void> {
  const random = new Random(Number(values.seed));
  process.stdout.write(`seed ${values.seed}\n`);
  for (const version of ['A', 'D'] as const) {
    for (const journal of ['wal', 'delete'] as const) {
      const plan = {
        folder: tmpdir(),
        version,
        journal,
        seconds: Number(values.seconds),
        seed: random.whole(0, 2 ** 31),
      };
      const { accepted, states, kills, restores, wrong } = await queueOrdeal(plan);
      process.stdout.write(
        `queue of version ${version}, ${journal}: accepted ${accepted}, wrong ${wrong.length}, ${states} states, ${kills} kills, ${restores} restores\n`,
      );
      for (const each of new Set(wrong.slice(0, 10))) process.stdout.write(`  ${each}\n`);
      if (wrong.length > 0 || accepted === 0) process.exitCode = 1;
    }
  }
}

if (values.help) process.stdout.write(usage);
else await main();
