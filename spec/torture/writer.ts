import { Random } from '../../lib/demo/random.js';
import { weighted } from '../support/weighted.js';
import { connect } from './connection.js';
import { operations, sleep } from './operations.js';
import { ProgressFile } from './progress-file.js';
import type { OperationName } from './scenario.js';
import type { WriterReport, WriterSetup } from './supervisor.js';
import type { Desk } from './transaction.js';

/**
 * A child process that writes until it is killed. Its setup comes as the first message; it reports errors that a writer
 * among writers must not have, and its first commit.
 */
process.once('message', (setup: WriterSetup) => {
  const { scenario, databasePath } = setup;
  const random = new Random(setup.seed);
  const file = new ProgressFile(setup.progressPath);
  let { committed, begun: furthest } = file.read();
  let isWorking = false;
  const desk: Desk = {
    database: connect(databasePath, scenario, random),
    scenario,
    random,
    begin: (counter) => {
      furthest = Math.max(furthest, counter);
      file.write({ committed, begun: furthest });
    },
    acknowledge: (counter) => {
      committed = counter;
      file.write({ committed, begun: furthest });
      if (!isWorking) report({ type: 'working' });
      isWorking = true;
    },
    reopen: () => {
      desk.database.close();
      desk.database = connect(databasePath, scenario, random);
    },
  };
  const weights = new Map(Object.entries(scenario.operations) as [OperationName, number][]);
  const turn = () => {
    const until = Date.now() + 20;
    while (Date.now() < until) {
      const name = weighted(random, weights);
      attempt(name, () => operations[name](desk));
      if (scenario.rest > 0) sleep(scenario.rest);
    }
    setImmediate(turn);
  };
  turn();
});
process.once('disconnect', () => process.exit());

function report(message: WriterReport): void {
  process.send?.(message);
}

/** A lock that another process holds, or a journal mode that can't be left now, is to be expected. */
function attempt(name: OperationName, run: () => void): void {
  try {
    run();
  } catch (error) {
    const text = String(error);
    if (!/database is locked|database table is locked|cannot change into wal mode/.test(text)) {
      report({ type: 'error', text: `${name}: ${text}` });
    }
  }
}
