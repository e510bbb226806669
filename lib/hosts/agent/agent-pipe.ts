import { createHash } from 'node:crypto';
import type { Readable, Writable } from 'node:stream';
import type { MessagePort } from 'node:worker_threads';
import { type After, after as afterMs } from '../../clock.js';
import { nodeSystem } from '../../snapshot/files/node-system.js';
import { order } from '../link/far-shell.js';
import { FrameReader, longestAnswer, WireError } from '../wire/frames.js';
import {
  type Access,
  type AsideQuestion,
  type ChannelMessage,
  type Nonsense,
  understood,
} from './agent-channel.js';
import { agentSource, helperSource } from './agent-source.js';

/** What it says of its host is shorter than this, bytes; it is unpacked in the thread that has the keys. */
const longestAbout = 65_536;
/** The number of what was asked, before each answer. */
const numberBytes = 4;

/** Reads the agent's text, whose length and hash come first, and runs it. Nothing is written to a disk there. */
const loader = [
  'import hashlib,os,sys',
  'r=lambda n:b"" if n==0 else(lambda d:d+r(n-len(d))if d else sys.exit(70))(os.read(0,n))',
  'h=r(73).split()',
  't=r(int(h[0]))',
  'hashlib.sha256(t).hexdigest().encode()==h[1] or sys.exit(70)',
  'exec(compile(t,"jobs-view","exec"))',
].join(';');

/** What has the shell on a host begin an agent in python3; requests follow. */
export function agentOrder(): Buffer {
  const text = Buffer.from(agentSource);
  const head = `${String(text.length).padStart(8)} ${createHash('sha256').update(text).digest('hex')}`;
  return Buffer.concat([Buffer.from(order('python', loader)), Buffer.from(head), text]);
}

/** What an agent says of its host. Untrusted. */
export interface AgentAbout {
  /** The path of the product's database. */
  readonly usual: string;
  readonly home: string;
  /** The host's name. */
  readonly host: string;
  /** The number of the agent's process. */
  readonly pid: number;
  /** What to add to the steady clock here to have the time there, at most, ms. */
  readonly offset: number;
  /** The time there when it said so, ms since the epoch. */
  readonly wall: number;
}

/** A process that an agent has begun, for one thing to do at a time. */
export interface AgentHelper {
  /** Resolves with the answer, deflated, which is empty if the process is gone; null if the agent is. */
  readonly ask: (accesses: readonly Access[]) => Promise<Buffer | null>;
  /** Kills it, whatever it is doing. */
  readonly end: () => Promise<void>;
}

/** Who wants to know of what an agent does unasked. */
export interface AgentListener {
  /** The agent has noticed a change. */
  readonly onNews?: () => void;
  /** It has sent what it never would, and isn't heard any more; `what` is in our own words. */
  readonly onNonsense?: (what: string) => void;
  /** Default: by the system's timers. */
  readonly after?: After;
}

/** The pipes of an agent on another host: has it perform accesses, for this thread and for one that waits for them. */
export class AgentPipe {
  readonly #input: Writable;
  readonly #frames = new FrameReader(false, longestAnswer);
  readonly #waiting = new Map<number, (answer: Buffer | null) => void>();
  /** Those who wait for a sign of life. */
  readonly #listening: (() => void)[] = [];
  readonly #listener: AgentListener;
  #requests = 0;
  #helpers = 0;
  #watched: string | null = null;
  #cancelPause = () => {};
  #hasLearned = false;
  #isOver = false;

  constructor(
    process: { readonly stdin: Writable; readonly stdout: Readable },
    listener: AgentListener = {},
  ) {
    this.#input = process.stdin;
    this.#listener = listener;
    process.stdin.on('error', () => this.#end());
    process.stdout
      .on('data', (bytes: Buffer) => this.#receive(bytes))
      .on('error', () => this.#end())
      .once('close', () => this.#end());
  }

  /** Sends a request; resolves with the answer, deflated, or null if there will be none. */
  ask(request: Readonly<Record<string, unknown>>): Promise<Buffer | null> {
    if (this.#isOver) return Promise.resolve(null);
    this.#requests += 1;
    const id = this.#requests;
    this.#input.write(`${JSON.stringify({ id, ...request })}\n`);
    return new Promise((resolve) => this.#waiting.set(id, resolve));
  }

  /**
   * Has the agent look at the files of a database at an interval, in ms. It reports a change only when it is asked, and the
   * same time passes before it is asked again: so it can't report more often, whatever it is.
   */
  async watch(path: string, everyMs: number): Promise<void> {
    if (this.#watched === path) return;
    this.#watched = path;
    const { onNews = () => {}, after = afterMs } = this.#listener;
    while ((await this.ask({ watch: path, every: everyMs / 1000 })) !== null && this.#watched === path) {
      onNews();
      await new Promise<void>((resolve) => {
        this.#cancelPause = after(everyMs, resolve);
      });
    }
  }

  /** Asks the agent for a sign of life. Resolves with its next byte: not while it waits for a disk, or can't be reached. */
  heard(): Promise<void> {
    if (this.#listening.length === 0) void this.ask({ do: [] });
    return new Promise((resolve) => this.#listening.push(resolve));
  }

  /** What it says of its host; null if there is no answer. */
  async about(): Promise<AgentAbout | null> {
    const answer = await this.ask({ do: [['about'], ['clocks']] });
    if (answer === null) return null;
    try {
      const { results } = understood(answer, 2, longestAbout);
      const [[usual, home, host, pid], [, wall]] = results as [unknown[], number[]];
      const facts = { usual: String(usual), home: String(home), host: String(host), pid: Number(pid) };
      return { ...facts, offset: Number(wall) - nodeSystem.steady(), wall: Number(wall) };
    } catch {
      this.#refuse('facts that cannot be understood');
      return null;
    }
  }

  /** A process of its own there, which is begun with what is asked of it first; how to is learned before all of them. */
  helper(): AgentHelper {
    this.#helpers += 1;
    const number = this.#helpers;
    return {
      ask: (accesses) => {
        if (!this.#hasLearned) void this.ask({ do: [['learn', helperSource]] });
        this.#hasLearned = true;
        return this.ask({ in: number, do: accesses });
      },
      end: async () => void (await this.ask({ end: number })),
    };
  }

  /** Has performed what another thread puts into its end of the channel, and tells it when that has been answered. */
  serve(
    port: MessagePort,
    answers: Int32Array,
    ask: AgentHelper['ask'] = (accesses) => this.ask({ do: accesses }),
  ): void {
    port.on('message', (accesses: readonly Access[] | Nonsense) => {
      if ('nonsense' in accesses) return this.#refuse(accesses.nonsense);
      void ask(accesses).then((answer) => {
        // Its bytes may be a part of a larger buffer, which is not to be transferred.
        const message: ChannelMessage = answer === null ? null : Uint8Array.from(answer);
        port.postMessage(message, message === null ? [] : [message.buffer as ArrayBuffer]);
        Atomics.add(answers, 0, 1);
        Atomics.notify(answers, 0);
      });
    });
  }

  /** Serves a thread that never waits, by a process of its own there: each answer has the number of what was asked. */
  serveAside(port: MessagePort): void {
    const { ask } = this.helper();
    // One thing at a time.
    let before: Promise<unknown> = Promise.resolve();
    port.on('message', (asked: AsideQuestion | Nonsense) => {
      if ('nonsense' in asked) return this.#refuse(asked.nonsense);
      const { id, accesses } = asked;
      before = before
        .then(() => ask(accesses))
        .then((answer) => port.postMessage({ id, answer: answer && Uint8Array.from(answer) }));
    });
  }

  #receive(bytes: Buffer): void {
    if (this.#isOver) return;
    for (const resolve of this.#listening.splice(0)) resolve();
    try {
      for (const frame of this.#frames.frames(bytes)) this.#settle(frame);
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      this.#refuse(error.message);
    }
  }

  #settle(frame: Buffer): void {
    const id = frame.length < numberBytes ? null : frame.readUInt32BE();
    const resolve = id === null ? undefined : this.#waiting.get(id);
    if (id === null || resolve === undefined) throw new WireError('an answer to nothing');
    this.#waiting.delete(id);
    resolve(frame.subarray(numberBytes));
  }

  #refuse(what: string): void {
    if (this.#isOver) return;
    this.#end();
    this.#listener.onNonsense?.(what);
  }

  #end(): void {
    this.#isOver = true;
    this.#cancelPause();
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const resolve of waiting) resolve(null);
  }
}
