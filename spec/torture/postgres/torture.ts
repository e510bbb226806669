import { parseArgs } from 'node:util';
import { layouts } from '../../support/postgres-partitions.js';
import { serverOrdeal } from './server-ordeal.js';

const usage = `npm run torture:postgres -- [options]
  --seconds N      how long each part lasts at least, of the four that each queue has (15)
  --seed N         seed of all that chance decides (random; it is printed)
Queues on a server, in one table and divided in every way, beside writers that are killed, crashes, and a failover to a standby
that has not received the last commits.
`;

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '15' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
    help: { type: 'boolean', default: false },
  },
});
async function main(): Promise<void> {
  process.stdout.write(`seed ${values.seed}\n`);
  for (const layout of [null, ...layouts]) {
    const plan = { seconds: Number(values.seconds), restarts: 5, seed: Number(values.seed), layout };
    const { wrong, ...result } = await serverOrdeal(plan);
    process.stdout.write(`${layout ?? 'one table'}: ${JSON.stringify(result)}, wrong ${wrong.length}\n`);
    for (const each of new Set(wrong.slice(0, 10))) process.stdout.write(`  ${each}\n`);
    if (wrong.length > 0 || result.pictures === 0) process.exitCode = 1;
  }
}

if (values.help) process.stdout.write(usage);
else await main();
