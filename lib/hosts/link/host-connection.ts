import type { ChildProcessByStdio } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import type { After } from '../../clock.js';
import { type Check, checkOfAnswer, fromHost } from '../wire/form.js';
import { FrameReader, FrameTooLong, frameOf, WireError } from '../wire/frames.js';
import {
  type Ability,
  abilities,
  type FromHost,
  type HostCallName,
  type HostCalls,
  type HostNews,
  protocol,
  type ToHost,
} from '../wire/messages.js';
import { type FarReport, isReported, ReportReader } from './far-shell.js';
import { type LinkTrouble, troubleOf, troubleOfStart } from './link-trouble.js';

/** Takes the messages of a connection. */
export interface Channel {
  /** Sends a message, and returns false if it is too long for the way. */
  readonly say: (message: ToHost) => boolean;
  /** There will be no more messages. */
  readonly end: () => void;
}

/** A process whose pipes lead to another host. */
export type LinkProcess = ChildProcessByStdio<Writable, Readable, Readable>;

/** The result of a call: the answer, or why there will be none. */
export type Answered<T> =
  | { readonly kind: 'answer'; readonly answer: T }
  /** `wasSent`: the request may have reached the other side. */
  | { readonly kind: 'lost'; readonly trouble: LinkTrouble; readonly wasSent: boolean };

/** How a connection goes on where no program there could be used. */
export type Begun =
  /** This is written, and what it starts there is greeted. */
  | { readonly kind: 'sent'; readonly bytes: Uint8Array }
  /**
   * What is here between the connection and the process is greeted and heard instead; the process's pipes are its own.
   * Messages from it go to `hear`, and `refuse` is called with what makes no sense there.
   */
  | {
      readonly kind: 'through';
      readonly channel: (hear: (message: FromHost) => void, refuse: (what: string) => void) => Channel;
    }
  | { readonly kind: 'trouble'; readonly trouble: LinkTrouble };

/** Decides how a connection goes on, by what was found there. */
export type Begin = (report: FarReport, process: LinkProcess) => Begun;

/** What the other side is told first. */
export interface Greeting {
  /** This program's version. */
  readonly version: string;
  /** The database there; null for the usual one. */
  readonly path: string | null;
  readonly logFolder: string | null;
}

/** What a connection needs. */
export interface ConnectionParts extends Greeting {
  readonly process: LinkProcess;
  /** Absent: nothing is started there but what is installed. */
  readonly begin?: Begin | undefined;
  /** An answer that neither waits for a change nor does anything takes at most this many ms; absent: no limit. */
  readonly answerMs?: number | undefined;
  readonly after: After;
  /** Ms on a clock that never goes back. */
  readonly steady: () => number;
  /** Called when the other side has answered: with what it can do, and its version, which is untrusted. */
  readonly onUp: (able: readonly Ability[], version: string) => void;
  readonly onNews: (news: HostNews) => void;
  /** Called when the other side has been silent for {@link quietMs}, with true, and when it is heard again. */
  readonly onQuiet?: (isQuiet: boolean) => void;
  /** Called once, at the end. */
  readonly onEnd: (trouble: LinkTrouble) => void;
}

/** The other side must have answered within this many ms: ssh alone takes some seconds on a slow line. */
export const greetingMs = 30_000;
/** A program there that speaks another protocol ends within this many ms, or it is what the host has. */
export const mismatchMs = 5000;
/** What was sent there to be run must have answered within this many ms: on a slow line, half a megabyte takes long. */
export const sendingMs = 120_000;
/** How often the other side is pinged, after how much silence what it sent is out of date, and when it is gone, ms. */
export const pingMs = 1000;
export const quietMs = 2000;
export const patienceMs = 15_000;
/** Fewer bytes than this are no sign of life unless they complete a message: no line is that slow. */
export const leastHeard = 1024;
/**
 * The most characters that may come unasked from one ping to the next, and how many each message counts for beside its
 * own. What was kept for a program that was stopped for a minute is less.
 */
export const mostUnasked = 1_000_000;
export const unaskedAlso = 200;
/** A picture for a command that prints one takes at most this many ms, whatever else the other side says meanwhile. */
export const longestAnswerMs = 600_000;
/** A process that was asked to end has this many ms: less than this program waits when it ends itself. */
export const graceMs = 200;
/** This much of what ssh prints is kept, in characters. */
const mostPrinted = 4000;

/** Calls whose answers come when something happens, or that do something. */
const unhurried: ReadonlySet<HostCallName> = new Set(['follow', 'act']);

const tooMuch: LinkTrouble = { kind: 'too-much' };

/** A process's stdin, where a message that is too long is no reason to end the link. */
function channelTo({ stdin }: LinkProcess): Channel {
  const say = (message: ToHost): boolean => {
    try {
      stdin.write(frameOf(message));
      return true;
    } catch (error) {
      if (error instanceof FrameTooLong) return false;
      throw error;
    }
  };
  return { say, end: () => stdin.end() };
}

interface Waiting {
  /** What is wrong with an answer; null: nothing. */
  readonly check: Check;
  readonly resolve: (result: Answered<never>) => void;
}

/** Processes whose connections have yet to begin, and that have been greeted. */
const greeted = new WeakSet<LinkProcess>();

/** Greets a process before there is a connection, so that it opens its database already. Returns the process. */
export function greetedAhead(process: LinkProcess, greeting: Greeting): LinkProcess {
  // The connection finds out that the process has ended.
  process.stdin.on('error', () => {});
  const { say } = channelTo(process);
  for (const message of greetings(greeting)) say(message);
  greeted.add(process);
  return process;
}

function greetings({ version, path, logFolder }: Greeting): readonly ToHost[] {
  return [
    { kind: 'hello', protocol, version, able: [] },
    { kind: 'open', path, logFolder },
  ];
}

/** One connection to a program on another host, from its start to its end. */
export class HostConnection {
  readonly #parts: ConnectionParts;
  #frames = new FrameReader(true);
  readonly #report = new ReportReader();
  #channel: Channel;
  readonly #waiting = new Map<number, Waiting>();
  #calls = 0;
  #isUp = false;
  /** What is wrong with the program that was installed there; null: nothing is known to be. */
  #mismatch: LinkTrouble | null = null;
  #hasBegun = false;
  /** The messages end in this process, which speaks for an agent on the host. */
  #isThrough = false;
  #end: LinkTrouble | null = null;
  #printed = '';
  #heardAt: number;
  /** How many bytes came since then. */
  #unheard = 0;
  #pingedAt: number;
  #isQuiet = false;
  /** What came unasked since the last ping. */
  #unasked = 0;
  #cancelTimer: () => void;
  readonly #gone: Promise<void>;

  constructor(parts: ConnectionParts) {
    this.#parts = parts;
    const { process } = parts;
    this.#channel = channelTo(process);
    this.#heardAt = parts.steady();
    this.#pingedAt = this.#heardAt;
    this.#gone = new Promise((resolve) => {
      process.once('error', (error: NodeJS.ErrnoException) => {
        this.#close(troubleOfStart(error));
        resolve();
      });
      const ended = (code: number | null): void => {
        this.#close(this.#mismatch ?? troubleOf(code, this.#printed, this.#isUp));
        resolve();
      };
      process.once('close', ended);
      process.once('exit', (code) =>
        this.#unlessGone(() => {
          this.#letGo();
          ended(code);
        }),
      );
    });
    process.stdout.on('data', this.#receive);
    process.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#printed = `${this.#printed}${text}`.slice(-mostPrinted);
    });
    // A pipe breaks when the process ends, and 'close' then says why it ended.
    for (const pipe of [process.stdin, process.stdout, process.stderr]) pipe.on('error', () => {});
    this.#cancelTimer = this.#greet(greetingMs);
  }

  /** Both sides greet at once: waiting for each other would take long on a slow line. Returns how to wait no longer. */
  #greet(ms: number): () => void {
    const { process, after } = this.#parts;
    if (!greeted.delete(process)) for (const message of greetings(this.#parts)) this.#say(message);
    return after(ms, () => this.#close({ kind: 'silent' }));
  }

  /** What the other side printed beside messages, the last of it; untrusted. */
  get printed(): string {
    return this.#printed;
  }

  /** When something was last heard, ms on the steady clock. */
  get heardAt(): number {
    return this.#heardAt;
  }

  /** Asks the other side for something. Never rejects. */
  call<N extends HostCallName>(
    name: N,
    ask: HostCalls[N]['ask'],
    signal?: AbortSignal,
  ): Promise<Answered<HostCalls[N]['answer']>> {
    if (this.#end !== null) return Promise.resolve({ kind: 'lost', trouble: this.#end, wasSent: false });
    this.#calls += 1;
    const id = this.#calls;
    if (!this.#channel.say({ kind: 'call', id, name, ask } as ToHost))
      return Promise.resolve({ kind: 'lost', trouble: tooMuch, wasSent: false });
    return new Promise((resolve) => {
      const abort = (): void => this.#say({ kind: 'abort', id });
      const limitMs = this.#limitOf(name);
      const cancel =
        limitMs === null ? () => {} : this.#parts.after(limitMs, () => this.#close({ kind: 'silent' }));
      this.#waiting.set(id, {
        check: checkOfAnswer(name, ask),
        resolve: (result) => {
          signal?.removeEventListener('abort', abort);
          cancel();
          resolve(result);
        },
      });
      if (signal?.aborted) abort();
      else signal?.addEventListener('abort', abort);
    });
  }

  /** Resolves when the process has ended. */
  get gone(): Promise<void> {
    return this.#gone;
  }

  /**
   * Ends it. Resolves when the process has ended, or was killed because it doesn't. One that waits for a disk that
   * doesn't answer ends when the disk does, or is unmounted; it isn't waited for.
   */
  async close(): Promise<void> {
    this.#close({ kind: 'gone' });
    await new Promise<void>((resolve) => {
      void this.#gone.then(resolve);
      this.#unlessGone(resolve, 2 * graceMs);
    });
  }

  #limitOf(name: HostCallName): number | null {
    const { answerMs } = this.#parts;
    if (answerMs !== undefined && !unhurried.has(name)) return answerMs;
    return name === 'measured' ? longestAnswerMs : null;
  }

  #say(message: ToHost): void {
    if (this.#end === null) this.#channel.say(message);
  }

  readonly #receive = (bytes: Buffer): void => {
    if (this.#end !== null) return;
    this.#unheard += bytes.length;
    if (this.#unheard >= leastHeard) this.#noteLife();
    const news = new Map<HostNews['kind'], HostNews>();
    try {
      const report = this.#isUp ? null : this.#report.take(bytes);
      if (report !== null) return void this.#begin(report);
      if (this.#mismatch !== null) return;
      for (const value of this.#frames.take(bytes)) {
        this.#noteLife();
        const wrong = fromHost(value);
        if (wrong !== null) throw new WireError(`a message with a wrong ${wrong}`);
        const message = value as FromHost;
        if (message.kind === 'answer') this.#check(message);
        this.#take(message, news, this.#frames.textLength);
        // A message may have ended it.
        if (this.#end !== null || this.#mismatch !== null) return;
      }
      for (const each of news.values()) this.#parts.onNews(each);
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      // The program there has crashed, and the shell that started it reports.
      this.#close(
        this.#isUp && isReported(bytes) ? { kind: 'gone' } : { kind: 'nonsense', what: error.message },
      );
    }
  };

  /** A message of this process itself, which makes sense. */
  #hear(message: FromHost): void {
    if (this.#end !== null) return;
    this.#noteLife();
    const news = new Map<HostNews['kind'], HostNews>();
    try {
      this.#take(message, news, 0);
      for (const each of news.values()) this.#parts.onNews(each);
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      this.#close({ kind: 'nonsense', what: error.message });
    }
  }

  /** No program there can be used: what is sent there is greeted again. */
  #begin(report: FarReport): void {
    const { process, begin } = this.#parts;
    if (this.#hasBegun) throw new WireError('a second report');
    this.#hasBegun = true;
    const begun: Begun = begin?.(report, process) ?? { kind: 'trouble', trouble: { kind: 'no-program' } };
    if (begun.kind === 'trouble') return void this.#close(this.#mismatch ?? begun.trouble);
    this.#cancelTimer();
    this.#mismatch = null;
    this.#frames = new FrameReader(true);
    if (begun.kind === 'sent') process.stdin.write(begun.bytes);
    else {
      process.stdout.off('data', this.#receive);
      this.#isThrough = true;
      this.#channel = begun.channel(
        (message) => this.#hear(message),
        (what) => this.#close({ kind: 'nonsense', what }),
      );
    }
    this.#cancelTimer = this.#greet(sendingMs);
  }

  #noteLife(): void {
    this.#heardAt = this.#parts.steady();
    this.#unheard = 0;
    this.#tellQuiet(false);
  }

  #tellQuiet(isQuiet: boolean): void {
    if (this.#isQuiet === isQuiet) return;
    this.#isQuiet = isQuiet;
    this.#parts.onQuiet?.(isQuiet);
  }

  /** Of news that come together only the latest of each kind is kept. `length`: of the message, in characters. */
  #take(message: FromHost, news: Map<HostNews['kind'], HostNews>, length: number): void {
    if (!this.#isUp) {
      if (message.kind !== 'hello') throw new WireError('no greeting');
      if (message.protocol !== protocol)
        return void this.#refuse({ kind: 'another-version', version: message.version });
      this.#isUp = true;
      this.#pingLater();
      const able = abilities.filter((ability) => message.able.includes(ability));
      return void this.#parts.onUp(able, message.version);
    }
    switch (message.kind) {
      case 'hello':
        throw new WireError('a second greeting');
      case 'answer':
        return void this.#settle(message.id, message.answer);
      case 'pong':
        return void this.#noteUnasked(length);
      default:
        this.#noteUnasked(length);
        // What came last is told last.
        news.delete(message.kind);
        news.set(message.kind, message);
    }
  }

  #noteUnasked(length: number): void {
    this.#unasked += length + unaskedAlso;
    if (this.#unasked > mostUnasked) throw new WireError('news without end');
  }

  /** The program there ends by itself, since it can't understand this one; the shell that started it then reports. */
  #refuse(mismatch: LinkTrouble): void {
    if (this.#parts.begin === undefined) return void this.#close(mismatch);
    this.#mismatch = mismatch;
    this.#cancelTimer();
    this.#cancelTimer = this.#parts.after(mismatchMs, () => this.#close(mismatch));
  }

  #check({ id, answer }: Extract<FromHost, { readonly kind: 'answer' }>): void {
    const wrong = this.#waiting.get(id)?.check(answer) ?? null;
    if (wrong !== null) throw new WireError(`an answer with a wrong ${wrong}`);
  }

  #settle(id: number, answer: unknown): void {
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) throw new WireError('an answer to nothing');
    this.#waiting.delete(id);
    waiting.resolve({ kind: 'answer', answer: answer as never });
  }

  #pingLater(): void {
    this.#cancelTimer();
    this.#pingedAt = this.#parts.steady();
    this.#cancelTimer = this.#parts.after(pingMs, () => {
      const now = this.#parts.steady();
      // If this process was suspended for a while, bytes that arrived meanwhile have yet to be read.
      if (now - this.#pingedAt > 2 * pingMs) this.#heardAt = now;
      // An agent is silent while its disk is, and giving it up would leave it there and begin another. Ssh ends a dead line.
      if (now - this.#heardAt >= patienceMs && !this.#isThrough) return this.#close({ kind: 'silent' });
      this.#tellQuiet(now - this.#heardAt >= quietMs);
      this.#unasked = 0;
      this.#say({ kind: 'ping' });
      this.#pingLater();
    });
  }

  #close(trouble: LinkTrouble): void {
    if (this.#end !== null) return;
    this.#end = trouble;
    this.#cancelTimer();
    this.#endProcess();
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { resolve } of waiting) resolve({ kind: 'lost', trouble, wasSent: true });
    this.#parts.onEnd(trouble);
  }

  /**
   * At the end of its input the other side ends by itself, and ssh with it. If it is suspended, it notices when it is
   * resumed.
   */
  #endProcess(): void {
    const { process } = this.#parts;
    this.#channel.end();
    process.stdin.end();
    process.kill('SIGTERM');
    process.kill('SIGCONT');
    this.#unlessGone(() => {
      process.kill('SIGKILL');
      this.#unlessGone(() => this.#letGo());
    });
  }

  /** Does something after the grace, unless the process and its pipes have ended by then. */
  #unlessGone(then: () => void, ms = graceMs): void {
    const cancel = this.#parts.after(ms, then);
    void this.#gone.then(cancel);
  }

  /** What it has started may hold its pipes open for as long as it likes. */
  #letGo(): void {
    const { stdin, stdout, stderr } = this.#parts.process;
    for (const pipe of [stdin, stdout, stderr]) pipe.destroy();
  }
}
