import { tmpdir } from 'node:os';
import { MessageChannel } from 'node:worker_threads';
import { type ActionRequest, type ActionResult, timeoutOf } from '../actions/action.js';
import { type ActionProblemCode, actionProblem } from '../actions/action-problem.js';
import { after } from '../clock.js';
import type { agentFindings } from '../commands/doctor/agent-findings.js';
import { programVersion, type World } from '../commands/world.js';
import type { AgentActionData } from '../hosts/agent/agent-action.js';
import type { Access, AgentThreadData } from '../hosts/agent/agent-channel.js';
import { type AgentAbout, type AgentHelper, AgentPipe, agentOrder } from '../hosts/agent/agent-pipe.js';
import { firstAsked } from '../hosts/agent/agent-system.js';
import type { Begun, Channel, LinkProcess } from '../hosts/link/host-connection.js';
import { HostServer } from '../hosts/serve/host-server.js';
import type { ServedDatabase } from '../hosts/serve/host-session.js';
import type { FromHost, ToHost } from '../hosts/wire/messages.js';
import type { RecordLocation } from '../model/follow-event.js';
import { queuePathOf } from '../model/limits.js';
import { withHome } from '../model/text.js';
import { ReaderThread } from '../snapshot/thread/reader-thread.js';
import { SharedThread } from '../snapshot/thread/shared-thread.js';
import { newThread } from '../snapshot/thread/start-readers.js';
import type { ThreadWorker } from '../snapshot/thread/thread-life.js';

/** A change there is noticed within this many ms: to look takes a tenth of one. */
const everyMs = 100;

/** What serves an agent's database, and is loaded when it is needed. */
export interface AgentParts {
  /** What the doctor finds out about it. */
  readonly findings: typeof agentFindings;
  /** Where runs of `follow` on it are recorded here; null for nowhere. */
  readonly recordedAt: () => Promise<RecordLocation | null>;
}

/**
 * Begins an agent on the other side of a process's pipes, and serves its database here as a program there would: its
 * files are accessed there, and read here. Of the one at `path` it is asked at once what a reader will ask first.
 */
export function beginAgent(
  process: LinkProcess,
  path: string | null,
  world: World,
  parts: AgentParts,
): Begun {
  process.stdin.write(agentOrder());
  return {
    kind: 'through',
    channel: (hear, refuse) => new ServedAgent(process, { ...parts, path, world, refuse }).serve(hear),
  };
}

/** What was asked for before a reader did, and the answer. */
interface Asked {
  readonly accesses: readonly Access[];
  readonly answer: Promise<Buffer | null>;
}

interface ServedAgentParts extends AgentParts {
  readonly path: string | null;
  readonly world: World;
  /** Called if the agent sends what it never would. */
  readonly refuse: (what: string) => void;
}

class ServedAgent {
  readonly #pipe: AgentPipe;
  readonly #world: World;
  readonly #parts: AgentParts;
  /** Who wants to know of changes: the session, and what follows the queue. */
  readonly #listeners = new Set<() => void>();
  /** Something has changed before anybody listened. */
  #isChanged = false;
  readonly #about: Promise<AgentAbout | null>;
  #first: Asked | null = null;
  readonly #readerThread: SharedThread;

  constructor(process: LinkProcess, { path, world, refuse, ...parts }: ServedAgentParts) {
    this.#parts = parts;
    this.#world = world;
    this.#pipe = new AgentPipe(process, {
      onNews: () => {
        this.#isChanged ||= this.#listeners.size === 0;
        for (const tell of this.#listeners) tell();
      },
      onNonsense: refuse,
    });
    // All of this is under way at once: it takes one way to the host and back, and the thread is ready by then.
    this.#about = this.#pipe.about();
    if (path !== null) {
      const { database } = queuePathOf(path);
      void this.#pipe.watch(database, everyMs);
      const accesses = firstAsked(database);
      this.#first = { accesses, answer: this.#pipe.ask({ do: accesses }) };
    }
    this.#readerThread = new SharedThread(() => newThread(world.readerThread));
    try {
      this.#readerThread.warm();
    } catch {
      // The first read tries again, and says why.
    }
  }

  /** Serves the program that hears the messages, once the host has said what it has. */
  serve(hear: (message: FromHost) => void): Channel {
    const beginning = this.#about.then((about) => {
      if (about === null) return null;
      return new HostServer({
        version: programVersion(),
        able: ['read', 'logs', 'act'],
        open: (path, logFolder) => this.#open(path ?? about.usual, logFolder, about),
        heard: () => this.#pipe.heard(),
      });
    });
    void beginning.then(async (server) => {
      await server?.serve(hear);
      this.#readerThread.leave();
    });
    const say = (message: ToHost): boolean => {
      void beginning.then((server) => server?.take(message));
      return true;
    };
    return { say, end: () => void beginning.then((server) => server?.end()) };
  }

  #open(path: string, logFolder: string | null, about: AgentAbout): ServedDatabase {
    const { home } = about;
    const whole = withHome(path, home);
    const act = (request: ActionRequest, signal = new AbortController().signal): Promise<ActionResult> =>
      this.#act(request, signal);
    const { database } = queuePathOf(path);
    const readers = new ReaderThread(() => this.#reading(database, about), {
      path,
      folders: { base: home, home },
      logFolder,
      spoolFolder: tmpdir(),
    });
    const changed = (): void => readers.changed();
    return {
      readers,
      watch: (onChange) => ({
        start: async () => {
          this.#listeners.add(onChange);
          void this.#pipe.watch(database, everyMs);
          if (this.#isChanged) onChange();
        },
        close: async () => {
          this.#listeners.delete(onChange);
        },
      }),
      act: (action, signal) => act({ ...action, path: whole }, signal),
      follow: {
        next: async (start) => {
          if (start === null) return readers.follow(null);
          this.#listeners.add(changed);
          return readers.follow({ ...start, location: await this.#parts.recordedAt() });
        },
        close: async () => void this.#listeners.delete(changed),
      },
      examine: () => this.#parts.findings(readers.matchingCounts, act, whole),
      spoolFolder: tmpdir(),
    };
  }

  /** The thread that reads the files there. */
  #reading(path: string, about: AgentAbout): ThreadWorker {
    const { agent, ports } = this.#accessing(path, about, this.#first);
    this.#first = null;
    return this.#readerThread.share({ agent } satisfies AgentThreadData, ports);
  }

  /** What a thread accesses the files there with; `first` is what it asks at first, if that has been asked already. */
  #accessing(path: string, { host, pid, offset, wall }: AgentAbout, first: Asked | null = null) {
    let asked = first;
    const { port2: port, answers } = this.#channel((accesses) => {
      const before = asked;
      asked = null;
      const isSame = JSON.stringify(before?.accesses) === JSON.stringify(accesses);
      return before !== null && isSame ? before.answer : this.#pipe.ask({ do: accesses });
    });
    const { port1: ours, port2: aside } = new MessageChannel();
    this.#pipe.serveAside(ours);
    const begunAt = first === null ? null : wall;
    return { agent: { port, answers, aside, path, host, pid, offset, begunAt }, ports: [port, aside] };
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
