import { tmpdir } from 'node:os';
import { PassThrough } from 'node:stream';
import { MessageChannel } from 'node:worker_threads';
import { servedReadOnly } from '../actions/action-problem.js';
import { after } from '../clock.js';
import { programVersion, type World } from '../commands/world.js';
import type { AgentThreadData } from '../hosts/agent/agent-channel.js';
import { type AgentAbout, AgentPipe, agentOrder } from '../hosts/agent/agent-pipe.js';
import type { Begun, LinkProcess } from '../hosts/link/host-connection.js';
import { HostServer } from '../hosts/serve/host-server.js';
import type { ServedDatabase } from '../hosts/serve/served-database.js';
import type { Problem } from '../model/problem.js';
import { ReaderThread } from '../snapshot/thread/reader-thread.js';
import { newThread } from './start-readers.js';

/** A change there is noticed within this many ms. */
const everyMs = 250;

/**
 * Begins an agent on the other side of a process's pipes, and serves its database here as a program there would: its
 * files are accessed there, and read here.
 */
export function beginAgent(process: LinkProcess, world: Pick<World, 'readerThread'>): Begun {
  const [input, output] = [new PassThrough(), new PassThrough()];
  const agent = new ServedAgent(process, world);
  process.stdin.write(agentOrder());
  void agent.serve(input, output);
  return { kind: 'through', stdin: input, stdout: output };
}

const noFollowing: Problem = {
  code: 'failed',
  sentence: 'The changes of this queue cannot be followed: its host has neither jobs-view nor Node.',
  file: '',
  advice: 'Install Node there, or look at the list.',
};

class ServedAgent {
  readonly #pipe: AgentPipe;
  readonly #world: Pick<World, 'readerThread'>;
  #onChange: () => void = () => {};

  constructor(process: LinkProcess, world: Pick<World, 'readerThread'>) {
    this.#world = world;
    this.#pipe = new AgentPipe(
      process,
      () => this.#onChange(),
      // The connection ends with its process.
      () => process.kill('SIGKILL'),
    );
  }

  async serve(input: PassThrough, output: PassThrough): Promise<void> {
    const about = await this.#pipe.about();
    if (about === null) return;
    const server = new HostServer({
      ...{ input, output, after, version: programVersion(), able: ['read', 'logs'] },
      open: (path, logFolder) => this.#open(path ?? about.usual, logFolder, about),
    });
    await server.run();
  }

  #open(path: string, logFolder: string | null, about: AgentAbout): ServedDatabase {
    const { home, host, offset } = about;
    const readers = new ReaderThread(
      () => {
        const { port1, port2 } = new MessageChannel();
        const answers = new Int32Array(new SharedArrayBuffer(4));
        this.#pipe.serve(port1, answers);
        const workerData: AgentThreadData = { agent: { port: port2, answers, path, host, offset } };
        return newThread(this.#world.readerThread, { workerData, transferList: [port2] });
      },
      { path, folders: { base: home, home }, logFolder, spoolFolder: tmpdir() },
    );
    const readOnly = { kind: 'problem', problem: servedReadOnly(path) } as const;
    return {
      readers,
      watch: (onChange) => ({
        start: async () => {
          this.#onChange = onChange;
          await this.#pipe.ask({ watch: path, every: everyMs / 1000 });
        },
        close: async () => {
          this.#onChange = () => {};
        },
      }),
      act: async () => readOnly,
      follow: () => ({ run: async () => ({ kind: 'problem', problem: noFollowing }), stop: () => {} }),
      examine: async () => [],
      spoolFolder: tmpdir(),
    };
  }
}
