import { write } from 'node:fs';
import { promisify } from 'node:util';
import type { ActionRequest, ActionResult, NotDone, RowsDone } from '../actions/action.js';
import { type ActionProblemCode, actionProblem, servedReadOnly } from '../actions/action-problem.js';
import { after } from '../clock.js';
import type { FollowAnswer, FollowStart, ReportedEvent } from '../model/follow-event.js';
import type { Problem } from '../model/problem.js';
import { problemOf } from '../snapshot/files/read-failure.js';
import { logProblem, problemOfFile } from '../snapshot/job-log/log-bytes.js';
import type { Filled } from '../snapshot/job-log/save-log.js';
import type { ChangeWatch, ReadResult } from '../snapshot/port.js';
import { type Failed, RemoteReaders } from '../snapshot/remote-readers.js';
import type { Filling } from '../snapshot/thread/messages.js';
import { adviceThere, isHostAddress } from './address.js';
import type { Begin, Begun } from './link/host-connection.js';
import { HostLink, type LinkParts } from './link/host-link.js';
import { type LinkTrouble, problemOfLink } from './link/link-trouble.js';
import {
  type Ability,
  type Examination,
  type HostAction,
  type HostCallName,
  type HostCalls,
  type HostNews,
  type LogCopyAnswer,
  protocol,
} from './wire/messages.js';

/**
 * A request as it is sent to the database's host, which knows the path. Throws for an action that other hosts may not
 * request.
 */
function hostActionOf(request: ActionRequest): HostAction {
  if (request.action === 'init' || request.action === 'migrate')
    throw new Error(`${request.action} is asked of no other host`);
  const { path: _, ...action } = request;
  return action;
}

/** Whether there is no SQLite to write with where an action was to be done. */
function lacksDriver(result: ActionResult): boolean {
  return result.kind === 'problem' && result.problem.code === 'no-driver';
}

/** Does one action by these readers and closes them; null if nothing there can do it, either. */
async function actBy(
  readers: HostReaders,
  action: HostAction,
  signal: AbortSignal | undefined,
): Promise<ActionResult | null> {
  const result = await readers.act(action, signal);
  const isDone = readers.peer?.begun === 'through' && !lacksDriver(result);
  await readers.close();
  return isDone ? result : null;
}

const writeTo = promisify(write);

/** A log on another host that can be copied there and fetched. */
export interface LogOnHost {
  /** Copies it to a file on the other host. */
  readonly copy: () => Promise<LogCopyAnswer>;
  /** A piece of the copy from a byte on: empty at its end, null if the copy is gone. */
  readonly bytes: (from: number) => Promise<Uint8Array | null | Failed>;
}

/** Fetches a whole log, as it was at one instant, and writes it to an open, empty file at `path`. Never rejects. */
export async function fetchLog(
  { copy, bytes }: LogOnHost,
  path: string,
  descriptor: number,
  label: string,
  signal: AbortSignal,
): Promise<Filled> {
  const copied = await copy();
  if (copied.kind !== 'log-copied') return copied;
  for (let from = 0; ; ) {
    if (signal.aborted) return { kind: 'stopped' };
    const piece = await bytes(from);
    if (piece !== null && 'kind' in piece) return piece;
    const isEnd = piece === null || piece.length === 0;
    if (isEnd && piece !== null && from === copied.bytes) return { kind: 'copied', bytes: from };
    // If more or less comes than was announced, a disk fails, or the host can't be trusted.
    if (isEnd || from + piece.length > copied.bytes) return { kind: 'problem', problem: cutShort(label) };
    try {
      await writeWhole(descriptor, piece, from);
    } catch (error) {
      return { kind: 'problem', problem: problemOfFile(error, path) };
    }
    from += piece.length;
  }
}

function cutShort(label: string): Problem {
  return logProblem('The log was cut short on its way.', label, 'Save it again.');
}

async function writeWhole(descriptor: number, bytes: Uint8Array, at: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await writeTo(descriptor, bytes, done, bytes.length - done, at + done);
    done += bytesWritten;
  }
}

/** The real time and chance, for {@link LinkParts}. */
export const realTime = { after, steady: () => performance.now(), random: Math.random };

/** What the readers of another host's database need. */
export interface HostReadersParts extends Omit<LinkParts, 'onNews' | 'onChange' | 'onQuiet'> {
  /** Names the host where no path may appear. */
  readonly label: string;
  /** Ms since the epoch. */
  readonly now: () => number;
  /** A sentence for the diagnostics if changes may be noticed late; default: one for hosts. */
  readonly degraded?: string;
  /** What a trouble of the link is to the operator; default: a trouble with a host. */
  readonly problemOf?: (trouble: LinkTrouble) => Problem;
  /** Called with the names of all queues in the database, each time that a picture says that there are several. */
  readonly onQueues?: (names: readonly string[]) => void;
  /** Opens another link to the same database, for one action that the program there can't do for want of an SQLite. */
  readonly beside?: () => HostReaders;
  /** Called when the link is up (null), or with why it is down; for the diagnostics. */
  readonly onLink?: (trouble: LinkTrouble | null) => void;
}

/** What a watch of another host reports. */
interface ChangeListener {
  readonly onChange: () => void;
  /** Changes may be noticed late there. */
  readonly onDegraded: () => void;
  /** Something has changed there that isn't to be read yet. */
  readonly onOvertaken?: () => void;
}

/** Readers of a database on another host, over a link that comes back by itself. */
export class HostReaders extends RemoteReaders {
  readonly #parts: HostReadersParts;
  readonly #link: HostLink;
  readonly #watching = new Set<ChangeListener>();
  #changes = 0;
  #atFullSpeed = false;
  /** Nothing has been heard from the host for a while, though the link may still be up. */
  #isQuiet = false;
  /** What the connection under way goes on with where no installed program could be used. */
  #begun: Begun['kind'] | null = null;
  /** Those who wait for a picture, and are told of that. */
  readonly #reading = new Set<() => void>();

  /** Connects at once. */
  constructor(parts: HostReadersParts) {
    super();
    this.#parts = parts;
    const { begin } = parts;
    this.#link = new HostLink({
      ...parts,
      start: () => {
        this.#begun = null;
        return parts.start();
      },
      ...(begin !== undefined && {
        begin: (...found: Parameters<Begin>) => {
          const begun = begin(...found);
          this.#begun = begun.kind;
          return begun;
        },
      }),
      onNews: (news) => this.#receive(news),
      ...(isHostAddress(parts.label) && { onQuiet: (isQuiet: boolean) => this.#noteQuiet(isQuiet) }),
      onChange: (trouble) => {
        this.#atFullSpeed = false;
        this.#isQuiet = false;
        parts.onLink?.(trouble);
        this.#changed();
      },
    });
  }

  /** Why changes may be noticed late, if the host has reported that. */
  get degraded(): string {
    return this.#parts.degraded ?? 'Changes on the host may show half a second late';
  }

  /** Whether somebody there is writing at full speed. */
  get atFullSpeed(): boolean {
    return this.#atFullSpeed;
  }

  /** How many ms ago the host was last heard. */
  get silentMs(): number {
    return this.#link.silentMs;
  }

  /** The next events of the queue there, once there are some; with a start, from there on. */
  async follow(start: FollowStart | null): Promise<FollowAnswer> {
    const answer = await this.answer('follow', start);
    return answer.kind === 'events'
      ? { kind: 'events', events: answer.events.map((event) => this.#relabel(event)) }
      : answer;
  }

  /** The findings of the doctor on the host. */
  examine(): Promise<Examination> {
    return this.answer('doctor', null);
  }

  /** What ssh, or the far side, printed last beside messages; untrusted, and for the doctor alone. */
  get lastWords(): string {
    return this.#link.printed;
  }

  /** The database that is asked for there; null: the usual one of the account. */
  get path(): string | null {
    return this.#parts.path;
  }

  /**
   * The version of the program there, its protocol, and what it can do, untrusted; and how it came there: `null` for an
   * installed one, `through` for what reads here what is sent from there. Null before it has said so.
   */
  get peer(): {
    readonly begun: Begun['kind'] | null;
    readonly version: string;
    readonly protocol: number;
    readonly able: readonly Ability[];
  } | null {
    const { version, able } = this.#link;
    return version === null ? null : { begun: this.#begun, version, protocol, able };
  }

  /** Tells the listener of changes from now on; returns how to end that. */
  watch(listener: ChangeListener): () => void {
    this.#watching.add(listener);
    return () => this.#watching.delete(listener);
  }

  /**
   * Says when to read the database again, once it is started: the program there watches, and the link reports when it is
   * lost and back. `onNotice` is told what the operator should know, `onOvertaken` that the picture shown is outdated.
   */
  watchWith(
    onChange: () => void,
    onNotice: (sentence: string) => void,
    onOvertaken: () => void,
  ): ChangeWatch {
    const isAtFullSpeed = (): boolean => this.#atFullSpeed;
    let end = (): void => {};
    return {
      get atFullSpeed() {
        return isAtFullSpeed();
      },
      start: async () => {
        end = this.watch({ onChange, onDegraded: () => onNotice(this.degraded), onOvertaken });
      },
      close: async () => end(),
    };
  }

  /** Performs a request on the database there, as {@link act} does. Throws for an action that other hosts may not request. */
  perform(request: ActionRequest, signal?: AbortSignal): Promise<ActionResult> {
    return this.act(hostActionOf(request), signal);
  }

  /** Performs an action on the database there, in a process there. Never rejects. */
  async act(action: HostAction, signal?: AbortSignal): Promise<ActionResult> {
    const { label } = this.#parts;
    const problem = (code: ActionProblemCode, sentence: string): ActionResult => ({
      kind: 'problem',
      problem: actionProblem(code, label, { sentence }),
    });
    const able = this.#link.able;
    if (able.length > 0 && !able.includes('act')) return { kind: 'problem', problem: servedReadOnly(label) };
    const result = await this.#link.call('act', action, signal);
    if (result.kind === 'answer') {
      const done = this.#localAction(result.answer);
      const { beside } = this.#parts;
      return beside && lacksDriver(done) ? ((await actBy(beside(), action, signal)) ?? done) : done;
    }
    // Once the request was sent, its outcome can't be known here.
    const isUnknown = result.wasSent && action.action !== 'probe';
    return problem(isUnknown ? 'cut-short' : 'failed', this.#problemOf(result.trouble).sentence);
  }

  /** Does an action that changes jobs there, as {@link act} does; its result says how many. */
  async change(
    action: Extract<HostAction, { readonly action: 'retry' | 'cancel' | 'stop' }>,
    signal?: AbortSignal,
  ): Promise<RowsDone | NotDone> {
    // The answer's shape has been checked against the request.
    return (await this.act(action, signal)) as RowsDone | NotDone;
  }

  protected async answer<N extends Exclude<HostCallName, 'act' | 'log-bytes'>>(
    name: N,
    ask: HostCalls[N]['ask'],
    signal?: AbortSignal,
  ): Promise<HostCalls[N]['answer'] | Failed> {
    const result = await this.#link.call(name, ask, signal);
    return result.kind === 'answer' ? this.#local(result.answer) : this.#lost(result.trouble);
  }

  protected async look(): Promise<string> {
    return String(this.#changes);
  }

  protected override reading(ask: () => Promise<ReadResult>): Promise<ReadResult> {
    if (this.#isQuiet) return Promise.resolve(this.#quiet());
    return new Promise((resolve) => {
      const giveUp = (): void => resolve(this.#quiet());
      this.#reading.add(giveUp);
      void ask()
        .then((result) => {
          const queues = result.kind === 'picture' ? result.picture.queues : undefined;
          if (queues !== undefined) this.#parts.onQueues?.(queues);
          resolve(result);
        })
        .finally(() => this.#reading.delete(giveUp));
    });
  }

  protected fill({ jobId, path, descriptor }: Filling, signal: AbortSignal): Promise<Filled> {
    const from = {
      copy: () => this.answer('copy-log', jobId, signal),
      bytes: (at: number) => this.#bytes(at),
    };
    return fetchLog(from, path, descriptor, this.#parts.label, signal);
  }

  /** The other side ends them with the calls. */
  protected async endLogs(): Promise<void> {}

  protected end(): Promise<void> {
    return this.#link.close();
  }

  /** While the host is silent the last picture is shown with its age; it is read again when the host is heard. */
  #noteQuiet(isQuiet: boolean): void {
    this.#isQuiet = isQuiet;
    for (const giveUp of isQuiet ? this.#reading : []) giveUp();
    this.#changed();
  }

  #quiet(): Failed {
    const wellUntil = this.#parts.now() - this.#link.silentMs;
    return {
      kind: 'problem',
      problem: { ...this.#problemOf({ kind: 'silent' }), code: 'silent', wellUntil },
    };
  }

  /** A problem there is shown as one of that host: its paths and its system's messages don't come over the wire. */
  #local<T extends { readonly kind: string }>(answer: T): T | Failed {
    if (answer.kind !== 'problem') return answer;
    const { problem } = answer as unknown as Failed;
    const own = problem.code === 'silent' ? this.#parts.problemOf?.({ kind: 'silent' }) : undefined;
    return { kind: 'problem', problem: own ?? this.#own(problem) };
  }

  #relabel(reported: ReportedEvent): ReportedEvent {
    const { event } = reported;
    if (event.kind !== 'connection' || event.problem === null) return reported;
    const { problem } = this.#local({ kind: 'problem', problem: event.problem }) as Failed;
    return { ...reported, event: { ...event, problem } };
  }

  #localAction(result: ActionResult): ActionResult {
    if (result.kind === 'done') return result;
    return { kind: 'problem', problem: this.#own(result.problem) };
  }

  #own<T extends { readonly advice: string; readonly detail?: string }>({ detail: _, ...problem }: T) {
    const { label } = this.#parts;
    const advice = isHostAddress(label) ? adviceThere(problem.advice, label) : problem.advice;
    return { ...problem, advice, file: label };
  }

  #lost(trouble: LinkTrouble): Failed {
    if (this.isClosed)
      return { kind: 'problem', problem: problemOf('failed', this.#parts.label, 'the reader was closed') };
    const problem = this.#problemOf(trouble);
    if (trouble.kind === 'too-much') return { kind: 'problem', problem };
    return { kind: 'problem', problem: { ...problem, wellUntil: this.#parts.now() - this.#link.silentMs } };
  }

  #problemOf(trouble: LinkTrouble): Problem {
    const { label, version, problemOf: own } = this.#parts;
    return own?.(trouble) ?? problemOfLink(trouble, label, version);
  }

  #receive(news: HostNews): void {
    switch (news.kind) {
      case 'changed':
        this.#atFullSpeed = news.atFullSpeed;
        return void this.#changed();
      case 'degraded':
        for (const { onDegraded } of this.#watching) onDegraded();
        return;
      case 'overtaken':
        for (const { onOvertaken } of this.#watching) onOvertaken?.();
        return;
      default:
        return void this.report(news);
    }
  }

  #changed(): void {
    this.#changes += 1;
    for (const { onChange } of this.#watching) onChange();
  }

  async #bytes(at: number): Promise<Uint8Array | null | Failed> {
    const piece = await this.#link.call('log-bytes', at);
    return piece.kind === 'answer' ? piece.answer : this.#lost(piece.trouble);
  }
}
