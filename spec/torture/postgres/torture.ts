import { parseArgs } from 'node:util';
import { serverOrdeal } from './server-ordeal.js';

const usage = `npm run torture:postgres -- [options]
  --seconds N      how long (60)
  --seed N         seed of all that chance decides (random; it is printed)
A queue on a server beside writers that are killed, restarts and a failover.
`;

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
    help: { type: 'boolean', default: false },
  },
});
async function main(): Promise<void> {
  process.stdout.write(`seed ${values.seed}\n`);
  const { wrong, ...outcome } = await serverOrdeal({
    ...{ seconds: Number(values.seconds), restarts: 5, seed: Number(values.seed) },
  });
  process.stdout.write(`${JSON.stringify(outcome)}, wrong ${wrong.length}\n`);
  for (const each of new Set(wrong.slice(0, 10))) process.stdout.write(`  ${each}\n`);
  if (wrong.length > 0 || outcome.pictures === 0) process.exitCode = 1;
}

if (values.help) process.stdout.write(usage);
else await main();
