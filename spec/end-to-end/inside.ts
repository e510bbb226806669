import { homedir, hostname } from 'node:os';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { run as runProgram } from '../../bin/run.js';
import type { World } from '../../lib/commands/world.js';
import { programThread } from '../snapshot/thread/readers.js';

/** How a run of the program ended, and what it printed. */
export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly errors: string;
}

/**
 * Runs a command of the program in this process, all of it but `bin/jobs-view.ts`: as `run` in `scripts.ts` does in one
 * of its own, and without the half second of the processor that Node and SQLite take to start. For what is said and how
 * it ends; what streams, signals and a real process do to it needs the real one.
 */
export async function runInside(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const [input, output, error] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const variables: NodeJS.ProcessEnv = {
    ...(process.env.PATH === undefined ? {} : { PATH: process.env.PATH }),
    TERM: 'xterm-256color',
    LANG: 'C.UTF-8',
    ...environment,
  };
  const world = {
    ...{ input, output, error, environment: variables },
    home: variables.HOME || homedir() || null,
    host: hostname(),
    folder: process.cwd(),
    now: Date.now,
    readerThread: programThread,
  } as unknown as World;
  const [out, errors] = [text(output), text(error)];
  const code = await runProgram(args, world, null);
  output.end();
  error.end();
  return { code, out: await out, errors: await errors };
}
