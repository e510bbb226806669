import type { Worker } from 'node:worker_threads';
import { versionText, type World } from '../lib/commands/world.js';
import { unexpectedText, writeOut } from '../lib/commands/write-out.js';
import { namesakeText } from '../lib/databases/databases.js';
import { ServedDisks } from '../lib/databases/served-mounts.js';
import { start } from '../lib/start/start.js';
import { parseCommandLine } from './command-line.js';

export { processWorld } from './process-world.js';

/**
 * Does what the command line asks for (without the program's own name), and returns the exit code. `early` is a
 * reader thread that has already been started. The parser's output is collected first, so that a stdout that can't
 * be written to is handled like any other error.
 */
export async function run(
  args: readonly string[],
  given: World,
  early: Worker | null,
  disks = new ServedDisks(new Map()),
): Promise<number> {
  const world: World = { ...given, isSilent: (path) => disks.isSilent(path) };
  const printed: string[] = [];
  try {
    const invocation = parseCommandLine(args, versionText(), {
      out: (text) => printed.push(text),
      error: (text) => world.error.write(text),
    });
    await writeOut(world.output, printed);
    await disks.ask([world.folder]);
    if (!disks.isSilent(world.folder)) world.error.write(namesakeText(args, world.folder));
    return await start(invocation, world, early, disks);
  } catch (error) {
    world.error.write(`${unexpectedText(error)}\n`);
    return 1;
  }
}
