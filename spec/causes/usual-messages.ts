import { causeOf } from '../../lib/causes/cause.js';
import { leastCpuMs } from '../support/cpu-time.js';
import { realMessages } from './real-messages.js';

/** Prints the CPU time, in ms, that 20,000 usual messages take, each another one: the least of three runs. */
const usual = Object.values(realMessages)
  .flat()
  .map(([error]) => error)
  .filter(({ length }) => length >= 60 && length <= 150);
const messages = Array.from({ length: 20_000 }, (_, n) => `${usual[n % usual.length]}, item ${n}`);
const took = leastCpuMs(() => {
  for (const message of messages) causeOf(message);
});
process.stdout.write(String(took));
