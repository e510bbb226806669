/**
 * Does one action, an order on stdin, beside somebody who alters the tables just before its transaction begins, by the
 * statement in the argument. Its result goes to stdout.
 */
import { text } from 'node:stream/consumers';
import type { ActionOrder, RequestOf } from '../../lib/actions/action.js';
import { changeSeenJobs, retryAll } from '../../lib/actions/change-seen-jobs.js';
import { loadDriver } from '../../lib/actions/driver.js';

const order = JSON.parse(await text(process.stdin)) as ActionOrder<RequestOf<'cancel' | 'retry-all'>>;
const { path } = order.request;
const loaded = await loadDriver(path);
if (loaded.kind === 'problem') throw new Error(loaded.problem.sentence);
const { driver } = loaded;

function alter(): void {
  const other = new driver(path);
  other.exec(process.argv[2] ?? '');
  other.close();
}

/** How long workers had their turn between two transactions, ms. */
const rests: number[] = [];
let endedAt: number | null = null;

class Altered extends driver {
  constructor(...options: ConstructorParameters<typeof driver>) {
    super(...options);
    // As drivers may be compiled to have it.
    this.pragma('recursive_triggers = ON');
  }

  override exec(sql: string): this {
    if (sql === 'BEGIN IMMEDIATE') {
      if (endedAt !== null) rests.push(performance.now() - endedAt);
      alter();
    }
    super.exec(sql);
    endedAt = performance.now();
    return this;
  }
}

const as = Altered as unknown as typeof driver;
const result =
  order.request.action === 'cancel'
    ? changeSeenJobs({ ...order, request: order.request }, as)
    : retryAll({ ...order, request: order.request }, as);
process.stdout.write(JSON.stringify({ ...result, rests }));
