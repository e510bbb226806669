import { causeOf } from '../../../lib/model/cause/cause.js';
import { realMessages } from './real-messages.js';

/** Prints the CPU time, in ms, that 20,000 usual messages take, each another one: the least of three runs. */
const usual = Object.values(realMessages)
  .flat()
  .map(([error]) => error)
  .filter(({ length }) => length >= 60 && length <= 150);
const messages = Array.from({ length: 20_000 }, (_, n) => `${usual[n % usual.length]}, item ${n}`);
const runs = [1, 2, 3].map(() => {
  const start = process.cpuUsage();
  for (const message of messages) causeOf(message);
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
});
process.stdout.write(String(Math.min(...runs)));
