import { readFileSync } from 'node:fs';
import type { ActionResult } from '../lib/actions/action.js';
import { actionProblem } from '../lib/actions/action-problem.js';
import { after } from '../lib/clock/after.js';
import type { HostAction } from '../lib/hosts/wire/action-shapes.js';
import { performOnServer } from '../lib/postgres/actions/perform-on-server.js';
import { type PostgresPlace, serverLabel } from '../lib/postgres/place.js';
import type { PostgresReaders } from '../lib/postgres/postgres-readers.js';

/** Does an action to a queue on a server. `readers` know which jobs pass a filter. Never rejects. */
export async function actOnPostgres(
  action: HostAction,
  place: PostgresPlace,
  readers: PostgresReaders,
  signal: AbortSignal,
): Promise<ActionResult> {
  const path = serverLabel(place);
  const parts = {
    ...{ place, after, steady: () => performance.now(), random: Math.random, signal },
    read: (file: string) => readFileSync(file, 'utf8'),
  };
  if (action.action !== 'retry-all') return performOnServer({ ...action, path }, parts);
  const rows = action.rows ?? (await readers.failedRows(action.filter));
  if ('sentence' in rows)
    return { kind: 'problem', problem: actionProblem('failed', path, { sentence: rows.sentence }) };
  return performOnServer({ action: 'retry-all', path, rows }, parts);
}
