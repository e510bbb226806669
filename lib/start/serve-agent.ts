import { tmpdir } from 'node:os';
import { PassThrough } from 'node:stream';
import { MessageChannel } from 'node:worker_threads';
import { type ActionRequest, type ActionResult, timeoutOf } from '../actions/action.js';
import { type ActionProblemCode, actionProblem } from '../actions/action-problem.js';
import { after } from '../clock.js';
import { programVersion, type World } from '../commands/world.js';
import type { AgentActionData } from '../hosts/agent/agent-action.js';
import type { AgentThreadData } from '../hosts/agent/agent-channel.js';
import { type AgentAbout, type AgentHelper, AgentPipe, agentOrder } from '../hosts/agent/agent-pipe.js';
import type { Begun, LinkProcess } from '../hosts/link/host-connection.js';
import { HostServer } from '../hosts/serve/host-server.js';
import type { ServedDatabase } from '../hosts/serve/served-database.js';
import { queuePathOf } from '../model/limits.js';
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
      ...{ input, output, after, version: programVersion(), able: ['read', 'logs', 'act'] },
      open: (path, logFolder) => this.#open(path ?? about.usual, logFolder, about),
    });
    await server.run();
  }

  #open(path: string, logFolder: string | null, about: AgentAbout): ServedDatabase {
    const { home, host, pid, offset } = about;
    const { database } = queuePathOf(path);
    const readers = new ReaderThread(
      () => {
        const { port2, answers } = this.#channel();
        const { port1: ours, port2: aside } = new MessageChannel();
        this.#pipe.serveAside(ours);
        const agent = { port: port2, answers, aside, path: database, host, pid, offset };
        const workerData: AgentThreadData = { agent };
        return newThread(this.#world.readerThread, { workerData, transferList: [port2, aside] });
      },
      { path, folders: { base: home, home }, logFolder, spoolFolder: tmpdir() },
    );
    return {
      readers,
      watch: (onChange) => ({
        start: async () => {
          this.#onChange = onChange;
          await this.#pipe.ask({ watch: database, every: everyMs / 1000 });
        },
        close: async () => {
          this.#onChange = () => {};
        },
      }),
      act: (action, signal) => this.#act({ ...action, path: path.replace(/^~(?=\/|$)/, () => home) }, signal),
      follow: () => ({ run: async () => ({ kind: 'problem', problem: noFollowing }), stop: () => {} }),
      examine: async () => [],
      spoolFolder: tmpdir(),
    };
  }
  /** Does an action in a process of its own there, which a thread here leads. Never rejects. */
  #act(request: ActionRequest, signal: AbortSignal): Promise<ActionResult> {
    const helper = this.#pipe.helper();
    const { port1, port2, answers } = this.#channel(helper.ask);
    const ms = timeoutOf(request);
    const act: AgentActionData['act'] = {
      channel: { port: port2, answers },
      order: { request, busyTimeoutMs: 5000 },
      seconds: Math.ceil(ms / 1000) + 1,
    };
    const thread = newThread(this.#world.readerThread, { workerData: { act }, transferList: [port2] });
    return new Promise((resolve) => {
      let isOver = false;
      const finish = (result: ActionResult): void => {
        if (isOver) return;
        isOver = true;
        cancel();
        signal.removeEventListener('abort', stop);
        port1.close();
        void thread.terminate();
        void helper.end();
        resolve(result);
      };
      const fail = (code: ActionProblemCode): void =>
        finish({ kind: 'problem', problem: actionProblem(code, request.path) });
      const stop = (): void => fail('stopped');
      const cancel = after(ms, () => fail('timeout'));
      if (signal.aborted) stop();
      signal.addEventListener('abort', stop);
      const ended = (): void => fail('cut-short');
      thread.once('message', finish).once('error', ended).once('exit', ended);
    });
  }

  /** A way for a thread to ask the agent. */
  #channel(ask?: AgentHelper['ask']) {
    const { port1, port2 } = new MessageChannel();
    const answers = new Int32Array(new SharedArrayBuffer(4));
    this.#pipe.serve(port1, answers, ask);
    return { port1, port2, answers };
  }
}
