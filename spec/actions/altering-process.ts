/**
 * Does one action, an order on stdin, beside somebody who alters the tables just before its transaction begins, by the
 * statement in the argument. Its result goes to stdout.
 */
import { text } from 'node:stream/consumers';
import type { ActionOrder, RequestOf } from '../../lib/actions/action.js';
import { changeSeenJobs } from '../../lib/actions/change-seen-jobs.js';
import type { Driver, OpenOptions } from '../../lib/actions/driver/driver.js';
import { loadDriver } from '../../lib/actions/driver/load-driver.js';

const order = JSON.parse(await text(process.stdin)) as ActionOrder<RequestOf<'cancel' | 'retry-all'>>;
const { path } = order.request;
const loaded = await loadDriver(path);
if (loaded.kind === 'problem') throw new Error(loaded.problem.sentence);
const { driver } = loaded;

function alter(): void {
  const other = driver.open(path, { busyTimeoutMs: 0, mayMake: false });
  other.exec(process.argv[2] ?? '');
  other.close();
}

/** How long workers had their turn between two transactions, ms. */
const rests: number[] = [];
let endedAt: number | null = null;
/** A transaction that was rolled back, since the tables had been altered, is begun again. */
let isAltered = false;

/** The same driver, with recursive triggers on, as one may be compiled to have them. */
const as: Driver = {
  ...driver,
  open: (file: string, options: OpenOptions) => {
    const database = driver.open(file, options);
    database.exec('PRAGMA recursive_triggers = ON');
    const exec = (sql: string): void => {
      if (sql === 'BEGIN IMMEDIATE') {
        if (endedAt !== null) rests.push(performance.now() - endedAt);
        if (!isAltered) alter();
        isAltered = true;
      }
      database.exec(sql);
      if (sql !== 'COMMIT') return;
      endedAt = performance.now();
      isAltered = false;
    };
    return { ...database, exec };
  },
};

const result = changeSeenJobs(order, as);
process.stdout.write(JSON.stringify({ ...result, rests }));
