import { tmpdir } from 'node:os';
import { PassThrough } from 'node:stream';
import { MessageChannel, type Worker } from 'node:worker_threads';
import { type ActionRequest, type ActionResult, timeoutOf } from '../actions/action.js';
import { type ActionProblemCode, actionProblem } from '../actions/action-problem.js';
import { after } from '../clock.js';
import type { FollowThreadData, FromFollower, ToFollower } from '../commands/follow/follow-there.js';
import { programVersion, type World } from '../commands/world.js';
import type { AgentActionData } from '../hosts/agent/agent-action.js';
import type { AgentThreadData } from '../hosts/agent/agent-channel.js';
import { type AgentAbout, type AgentHelper, AgentPipe, agentOrder } from '../hosts/agent/agent-pipe.js';
import type { Begun, LinkProcess } from '../hosts/link/host-connection.js';
import { HostServer } from '../hosts/serve/host-server.js';
import type { PrintTold, ServedDatabase, ServedFollowing } from '../hosts/serve/served-database.js';
import type { FollowStart } from '../hosts/wire/messages.js';
import type { FollowEnding } from '../model/follow-event.js';
import { queuePathOf } from '../model/limits.js';
import { problemOf } from '../snapshot/files/read-failure.js';
import { ReaderThread } from '../snapshot/thread/reader-thread.js';
import { newThread } from './start-readers.js';

/** A change there is noticed within this many ms. */
const everyMs = 250;

/**
 * Begins an agent on the other side of a process's pipes, and serves its database here as a program there would: its
 * files are accessed there, and read here. What is recorded here of it is kept under `address`.
 */
export function beginAgent(process: LinkProcess, address: string, world: World): Begun {
  const [input, output] = [new PassThrough(), new PassThrough()];
  const agent = new ServedAgent(process, address, world);
  process.stdin.write(agentOrder());
  void agent.serve(input, output);
  return { kind: 'through', stdin: input, stdout: output };
}

class ServedAgent {
  readonly #pipe: AgentPipe;
  readonly #address: string;
  readonly #world: World;
  /** Who wants to know of changes: the session, and runs of `follow`. */
  readonly #listeners = new Set<() => void>();

  constructor(process: LinkProcess, address: string, world: World) {
    this.#address = address;
    this.#world = world;
    this.#pipe = new AgentPipe(
      process,
      () => {
        for (const tell of this.#listeners) tell();
      },
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
    const { home } = about;
    const whole = path.replace(/^~(?=\/|$)/, () => home);
    const act = (request: ActionRequest, signal = new AbortController().signal): Promise<ActionResult> =>
      this.#act(request, signal);
    const { database } = queuePathOf(path);
    const readers = new ReaderThread(() => this.#thread(database, about), {
      path,
      folders: { base: home, home },
      logFolder,
      spoolFolder: tmpdir(),
    });
    return {
      readers,
      watch: (onChange) => ({
        start: async () => {
          this.#listeners.add(onChange);
          await this.#pipe.ask({ watch: database, every: everyMs / 1000 });
        },
        close: async () => {
          this.#listeners.delete(onChange);
        },
      }),
      act: (action, signal) => act({ ...action, path: whole }, signal),
      follow: (start, print) =>
        this.#follow((follow) => this.#thread(database, about, { ...follow, path }), start, print),
      // The doctor and runs of `follow` need a large part of the program, which is loaded for them alone.
      examine: async () => (await import('./serve.js')).agentFindings(readers.matchingCounts, act, whole),
      spoolFolder: tmpdir(),
    };
  }

  /** A thread that accesses the files there, to read them or to `follow` what is in them. */
  #thread(path: string, about: AgentAbout, follow?: FollowThreadData['follow']): Worker {
    const { host, pid, offset } = about;
    const { port2, answers } = this.#channel();
    const { port1: ours, port2: aside } = new MessageChannel();
    this.#pipe.serveAside(ours);
    const agent = { port: port2, answers, aside, path, host, pid, offset };
    const workerData: AgentThreadData | FollowThreadData = { agent, ...(follow && { follow }) };
    return newThread(this.#world.readerThread, { workerData, transferList: [port2, aside] });
  }

  /** Follows a queue in a thread of its own here, which compares and records. */
  #follow(
    begin: (follow: Omit<FollowThreadData['follow'], 'path'>) => Worker,
    start: FollowStart,
    print: PrintTold,
  ): ServedFollowing {
    let finish: (ending: FollowEnding) => void = () => {};
    const ended = new Promise<FollowEnding>((resolve) => {
      finish = resolve;
    });
    const run = async (): Promise<FollowEnding> => {
      const { startRecorded } = await import('./serve.js');
      const thread = begin(startRecorded(start, this.#address, this.#world));
      const tell = (message: ToFollower): void => thread.postMessage(message);
      const changed = (): void => tell({ kind: 'changed' });
      this.#listeners.add(changed);
      const cut = (): void =>
        finish({ kind: 'problem', problem: problemOf('failed', '', 'its thread ended') });
      thread
        .on('message', async (message: FromFollower) => {
          if (message.kind === 'over') finish(message.ending);
          else if (message.kind === 'said') this.#world.error.write(message.text);
          else tell({ kind: 'taken', isWanted: await print(message.told) });
        })
        .once('error', cut)
        .once('exit', cut);
      const ending = await ended;
      this.#listeners.delete(changed);
      await thread.terminate();
      return ending;
    };
    return { run, stop: () => finish({ kind: 'unread' }) };
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
