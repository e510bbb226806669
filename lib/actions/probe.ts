import type { ActionOrder, ActionResult, RequestOf } from './action.js';
import { actionProblem } from './action-problem.js';
import { databaseFile } from './database-file.js';
import type { Driver } from './driver/driver.js';

/**
 * Checks whether the file, and the files that SQLite puts beside it, can be written, by asking the file system
 * alone. Its sentence names the SQLite that would write.
 */
export function probe(
  { request: { path } }: ActionOrder<RequestOf<'probe'>>,
  { name, version }: Driver,
): ActionResult<'probe'> {
  const file = databaseFile(path);
  if (file.kind === 'problem') return file;
  if (file.kind === 'absent') return { kind: 'problem', problem: actionProblem('missing', path) };
  if (file.bytes === 0) return { kind: 'problem', problem: actionProblem('empty', path) };
  return { kind: 'done', sentence: `SQLite ${version} (${name}) writes here.`, changes: [] };
}
