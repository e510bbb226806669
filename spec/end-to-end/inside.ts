import { EventEmitter } from 'node:events';
import { homedir, hostname } from 'node:os';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect } from '@jest/globals';
import { run as runProgram } from '../../bin/run.js';
import type { World } from '../../lib/commands/world.js';
import type { LinkProcess } from '../../lib/hosts/link/host-connection.js';
import { compileCacheFolder } from '../../lib/start/compile-cache.js';
import { programThread } from '../snapshot/thread/readers.js';
import { sharedCodeCache } from '../support/shared-code-cache.js';

/** How a run of the program ended, and what it printed. */
export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly errors: string;
}

/**
 * Runs a command of the program in this process, all of it but `bin/jobs-view.ts`: as `run` in `scripts.ts` does in one
 * of its own, and without the half second of the processor that Node and SQLite take to start. For what is said and how
 * it ends; what streams, signals and a real process do to it needs the real one. What it would start a second process
 * for, it does in this one, too.
 */
export async function runInside(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const [input, output, error] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const variables: NodeJS.ProcessEnv = {
    ...{ ...(process.env.PATH === undefined ? {} : { PATH: process.env.PATH }), TERM: 'xterm-256color' },
    ...{ LANG: 'C.UTF-8', ...sharedCodeCache(), ...environment },
  };
  const world: World = {
    input: () => input,
    output,
    error,
    environment: variables,
    ...{ home: variables.HOME || homedir() || null, host: hostname() },
    ...{ compileCache: compileCacheFolder(variables), folder: process.cwd(), now: Date.now },
    readerThread: programThread,
    startServing: () => new ServedInside(world).process,
  } as unknown as World;
  const [out, errors] = [text(output), text(error)];
  const code = await runProgram(args, world, null);
  output.end();
  error.end();
  return { code, out: await out, errors: await errors };
}

/** Asks again as long as a server of a busy machine takes longer than it may. */
export async function inTime<T extends Pick<Ended, 'out'>>(ask: () => Promise<T>): Promise<T> {
  for (;;) {
    const ended = await ask();
    if (!ended.out.includes('took too long to answer')) return ended;
  }
}

/** What a command prints as JSON where it ends with 0, without a word on stderr. */
export async function jsonOf(...args: readonly string[]) {
  const { code, out, errors } = await runInside([...args, '--json']);
  expect({ code, errors }).toEqual({ code: 0, errors: '' });
  return JSON.parse(out);
}

/** `serve --stdio` in this process, in the place of a second one. */
class ServedInside extends EventEmitter {
  readonly stdin = new PassThrough();
  readonly stdout = new PassThrough();
  readonly stderr = new PassThrough();

  constructor(world: World) {
    super();
    const [input, output, error] = [this.stdin, this.stdout, this.stderr];
    const own = { ...world, input: () => input, output, error } as unknown as World;
    void runProgram(['serve', '--stdio'], own, null).then((code) => {
      for (const pipe of [output, error]) pipe.end();
      this.emit('close', code, null);
    });
  }

  /** Ends it in any case, as nobody is there to ask for anything. */
  kill(): boolean {
    this.stdin.destroy();
    return true;
  }

  get process(): LinkProcess {
    return this as unknown as LinkProcess;
  }
}
