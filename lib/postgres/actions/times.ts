import { fittedStatement } from './fitted-statement.js';
import { areAlike, likeWhich, notationOf } from './notations.js';
import type { QueueColumn, Run, ServerQueue } from './server-queue.js';

const aTime = /^(?:[1-9]\d{0,15}(?:\.\d*)?|\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:[-.+Zz].*)?)$/;
const latelyRead = ['claim_time', 'end_time', 'completed_at', 'scheduled_at', 'updated_at'];

/**
 * For each column that is set to the present time, a time recently written to it, whose notation `nowFor` copies. If
 * there is none yet, any time in a form that suits the column's type.
 */
export async function readTimes(run: Run, queue: ServerQueue): Promise<Readonly<Record<string, string>>> {
  const { columns } = queue;
  const rows = await run(fittedStatement('lately', queue).text);
  const times = Object.entries(likeWhich).flatMap(([column, like]) => {
    const there = columns.get(column);
    if (there === undefined) return [];
    const found = like
      .filter((other) => areAlike(column, other, columns))
      .flatMap((other) => rows.map((row) => row[latelyRead.indexOf(other)] ?? ''))
      .find((value) => aTime.test(value));
    return [[column, found ?? usual(there)] as const];
  });
  return Object.fromEntries(times);
}

function usual(column: QueueColumn): string {
  if (notationOf(column) === 'text') return '2000-01-01 00:00:00';
  // Milliseconds don't fit into 32 bits.
  return column.type === 'integer' ? '1000000000' : '1000000000000';
}
