import type { ActionResult } from '../actions/action.js';
import { runAction } from '../actions/run-action.js';
import { problemText } from './problem-text.js';
import type { World } from './world.js';
import { writeOut } from './write-out.js';

/**
 * Makes or migrates a database (`write`: in another way than in a file), prints what was done, and returns the exit
 * code: 0, or 1 with the reason on stderr.
 */
export async function writeSchema(
  action: 'init' | 'migrate',
  path: string,
  world: World,
  write: () => Promise<ActionResult<'init' | 'migrate'>> = () => runAction({ action, path }),
): Promise<number> {
  const result = await write();
  if (result.kind === 'problem') {
    world.error.write(`${problemText(result.problem)}\n`);
    return 1;
  }
  const lines = [result.sentence, ...result.changes.map((change) => `  ${change}`)];
  await writeOut(world.output, [`${lines.join('\n')}\n`]);
  return 0;
}
