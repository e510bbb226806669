/**
 * Opens, searches and saves the log of job 1, after the short one of job 2, in a process of its own, which must be allowed
 * to collect its garbage.
 * Arguments: path of the database, where to save, what to find. Prints as JSON how much memory was in use at most above
 * what was before, in bytes, garbage left out, and for how much CPU time, in ms, nothing else got its turn at most.
 */

import { lastLines, logReader } from './reading.js';

const [path = '', saved = '', found = ''] = process.argv.slice(2);
const { signal } = new AbortController();
const search = { jobId: '1', from: 0, direction: 'forward' } as const;

const reader = logReader(path);
// SQLite's own memory, and the time its code takes to compile, are no part of what a long log takes.
await lastLines(reader, '2');
const before = inUse();
let most = before;
let held = 0;
let turns = 0;
let last = process.cpuUsage();
const watch = setInterval(() => {
  const { user, system } = process.cpuUsage(last);
  held = Math.max(held, (user + system) / 1000);
  turns += 1;
  if (turns % 16 === 0) most = Math.max(most, inUse());
  last = process.cpuUsage();
}, 1);
await lastLines(reader, '1');
const none = await reader.search({ ...search, text: 'nowhere' }, signal);
const other = await reader.search({ ...search, text: found.toUpperCase() }, signal);
const match = await reader.search({ ...search, text: found }, signal);
const save = await reader.save('1', saved, signal);
clearInterval(watch);
await reader.close();
console.log(JSON.stringify({ results: { none, other, match, save }, growth: most - before, held }));

function inUse(): number {
  globalThis.gc?.();
  const { external, heapUsed } = process.memoryUsage();
  return external + heapUsed;
}
