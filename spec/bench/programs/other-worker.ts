/** Works another program's queue as fast as it goes, for as long as each line says. Arguments: its name, an address. */
import type { Written } from '../changing.js';
import { answerLines } from '../line-process.js';
import { otherQueues } from '../other-queues.js';

const [name = '', url = ''] = process.argv.slice(2);
const worker = await otherQueues[name]?.worker(url);
if (worker === undefined) throw new Error(`no queue is called ${name}`);
// The program that asked may be gone before the time is over.
let abandoned = false;
process.stdin.once('end', () => {
  abandoned = true;
});
await answerLines<number, Written>(async (forMs) => {
  const begun = performance.now();
  let commits = 0;
  while (performance.now() - begun < forMs && !abandoned) commits += await worker.work();
  return { commits, ms: performance.now() - begun };
});
await worker.close();
