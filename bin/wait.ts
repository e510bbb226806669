import type { ActionProblem } from '../lib/actions/action-problem.js';
import { someFailed, timedOut } from '../lib/cli/exit-codes.js';
import { type FilterChoice, withChoice } from '../lib/cli/filter-choice.js';
import { everyJob } from '../lib/model/filter.js';
import type { JobCounts } from '../lib/model/picture.js';
import { LiveDatabase } from '../lib/snapshot/live-database.js';
import { problemText } from './problem-text.js';
import { QueueWait, type WaitEnding } from './queue-wait.js';
import type { World } from './world.js';
import { writeOut } from './write-out.js';

/** What to wait for. */
export interface WaitOrder {
  readonly path: string;
  readonly choice: FilterChoice;
  /** Ms; null for as long as it takes. */
  readonly timeout: number | null;
}

/** Signals that end the waiting at once, with the exit codes that shells give to them. */
const endings = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/**
 * Waits until no job that passes the filter is queued or running, and prints how they stand. Returns the exit code: 0;
 * 3 where one has failed; 4 where it took too long; 1 where the database can't be read and won't come right by itself.
 */
export async function wait(order: WaitOrder, world: World): Promise<number> {
  // Handlers of our own, for the first process of a container hears no signal without one.
  for (const [signal, code] of Object.entries(endings)) process.once(signal, () => process.exit(code));
  const database = new LiveDatabase(order.path, world.now);
  const ending = await new QueueWait(database, withChoice(everyJob, order.choice)).run(order.timeout);
  return report(ending, order.path, world);
}

async function report(ending: WaitEnding, path: string, world: World): Promise<number> {
  switch (ending.kind) {
    case 'problem':
      world.error.write(`${problemText(ending.problem)}\n`);
      return 1;
    case 'late-without-counts':
      world.error.write(`${problemText(ending.problem)}\n`);
      return timedOut;
    case 'late':
      await writeOut(world.output, [`${countsLine(ending.counts)}\n`]);
      world.error.write(`${problemText(late(path))}\n`);
      return timedOut;
    case 'rest':
      await writeOut(world.output, [`${countsLine(ending.counts)}\n`]);
      return ending.counts.failed > 0 ? someFailed : 0;
  }
}

function late(file: string): ActionProblem {
  return {
    code: 'timeout',
    sentence: 'The time was up before nothing was queued or running.',
    file,
    advice: 'Wait longer with --timeout, or look at what runs with: jobs-view PATH',
  };
}

/** `0 queued, 0 running, 12 done, 3 failed, 1 cancelled`; what stands otherwise only where there is some. */
function countsLine({ queued, running, complete, failed, cancelled, other }: JobCounts): string {
  const parts = [
    `${queued} queued`,
    `${running} running`,
    `${complete} done`,
    `${failed} failed`,
    `${cancelled} cancelled`,
  ];
  return (other === 0 ? parts : [...parts, `${other} other`]).join(', ');
}
