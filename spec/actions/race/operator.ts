import { weighted } from '../../support/weighted.js';
/**
 * An operator in the race: does actions on jobs as it saw them some time ago, sensible ones and others, each through
 * the code of an action's process. Prints what it asked for and was told. Arguments: path, seed, how many.
 */

import type { ActionRequest, RowsDone, SeenJob } from '../../../lib/actions/action.js';
import { loadDriver } from '../../../lib/actions/driver/load-driver.js';
import { perform } from '../../../lib/actions/perform.js';
import { Random } from '../../../lib/demo/random.js';
import { NativeDatabase } from '../../support/native-driver.js';
import { type ActionRecord, lastOfAudit } from './record.js';

const [path = '', seed = '1', count = '0'] = process.argv.slice(2);
const random = new Random(Number(seed));
const database = new NativeDatabase(path, { timeout: 20_000 });
const last = database.prepare<[], { seq: number }>(lastOfAudit);
const look = database.prepare<[], SeenJob>(
  `SELECT CAST(id AS TEXT) AS id, status AS statusText, retry_count AS retryCount
   FROM cf_processing_queue ORDER BY id DESC LIMIT 40`,
);

const sensible = { retry: ['FAILED'], cancel: ['QUEUED', 'RUNNING'], stop: ['RUNNING'] } as const;
const likely = new Map([
  ['retry', 60],
  ['cancel', 18],
  ['stop', 20],
  ['retry-all', 2],
] as const);

function chosen(view: readonly SeenJob[], action: keyof typeof sensible): SeenJob[] {
  const words: readonly string[] = sensible[action];
  const fitting = view.filter(({ statusText }) => words.includes(statusText));
  const from = random.fraction() < 0.85 && fitting.length > 0 ? fitting : view;
  return from.length === 0
    ? []
    : [...new Set(Array.from({ length: random.whole(1, 3) }, () => random.pick(from)))];
}

function request(seen: readonly SeenJob[]): ActionRequest & { jobs?: readonly SeenJob[] } {
  const action = weighted(random, likely);
  // Few jobs run at a time, and not for long: from an old view hardly one can be stopped.
  const view = action === 'stop' && random.fraction() < 0.7 ? look.all() : seen;
  if (action !== 'retry-all') return { action, path, jobs: chosen(view, action) };
  return {
    action,
    path,
    filter: { statuses: null, types: null, name: `p${random.whole(0, 3)}`, cleared: null },
  };
}

const records: ActionRecord[] = [];
let view: readonly SeenJob[] = [];
for (let index = 0; index < Number(count); index++) {
  if (index % random.whole(2, 6) === 0) view = look.all();
  const wanted = request(view);
  const before = last.get()?.seq ?? 0;
  const result = await perform({ request: wanted, busyTimeoutMs: 20_000 }, loadDriver);
  if (result.kind === 'problem') throw new Error(JSON.stringify(result.problem));
  const action = wanted.action as ActionRecord['action'];
  records.push({
    ...{ action, jobs: wanted.jobs ?? [], result: result as RowsDone, before, after: last.get()?.seq ?? 0 },
  });
}
database.close();
process.stdout.write(JSON.stringify(records));
