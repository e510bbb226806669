import type { ActionResult } from '../actions/action.js';
import { runAction } from '../actions/run-action.js';
import { isPostgresAddress } from '../postgres/address.js';
import { sanitize } from '../view/text/sanitize.js';
import { shellWord } from '../view/words/path-commands.js';
import type { World } from './world.js';
import { problemText, writeOut } from './write-out.js';

const lineLimit = 5000;

/** What to do with a new queue. An address may hold what must not be shown. */
function nextSteps(path: string): readonly string[] {
  const isShown = (text: string) => sanitize(text, lineLimit) === text;
  const place = isPostgresAddress(path) ? 'ADDRESS' : (shellWord(path, isShown) ?? 'PATH');
  return [
    `To watch it: jobs-view ${place}`,
    "To add a job: INSERT INTO cf_processing_queue (plugin_name, status) VALUES ('my_parser v1.0', 'QUEUED')",
  ];
}

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
  const lines = [
    result.sentence,
    ...result.changes.map((change) => `  ${change}`),
    ...(action === 'init' ? nextSteps(path) : []),
  ];
  await writeOut(
    world.output,
    lines.map((line) => `${sanitize(line, lineLimit, { spaces: 'all' })}\n`),
  );
  return 0;
}
