import type { Writable } from 'node:stream';
import type { ActionResult } from '../../actions/action.js';
import type { FollowAnswer, FollowStart, ReportedEvent } from '../../model/follow-event.js';
import type { Finding, Problem } from '../../model/problem.js';
import type { ChangeWatch } from '../../snapshot/port.js';
import type { Readers } from '../../snapshot/remote-readers.js';
import { type AnswersTo, answersOf } from '../../snapshot/thread/reader-answers.js';
import { WireError } from '../wire/frames.js';
import type { FromHost, HostAction, HostCallName, HostCalls, HostNews, ToHost } from '../wire/messages.js';
import { LogCopy } from './log-copy.js';

/** What is served: the readers of one database, and what may be done to it. */
export interface ServedDatabase {
  readonly readers: Readers;
  /**
   * Makes the watch; calls `onChange` when something may have changed, `onDegraded` when that may be noticed late,
   * `onOvertaken` when it has changed and isn't to be read yet: `onChange` follows.
   */
  readonly watch: (onChange: () => void, onDegraded: () => void, onOvertaken: () => void) => ChangeWatch;
  /** Never rejects. Ended by `signal`. */
  readonly act: (action: HostAction, signal: AbortSignal) => Promise<ActionResult>;
  /** Whether a write that isn't committed yet is given up once the other side is gone; default: it is finished. */
  readonly givesUpWrites?: boolean;
  readonly follow: Follower;
  /** The findings of the doctor on this host. They contain no path. Never rejects. */
  readonly examine: () => Promise<readonly Finding[]>;
  /** The folder for copies of logs. */
  readonly spoolFolder: string;
}

/** Follows a queue for another program, which takes the events answer by answer. */
export interface Follower {
  /** The next events, once there are some; with a start, begins to follow from there. One call at a time. Never rejects. */
  next(start: FollowStart | null): Promise<FollowAnswer>;
  /** Ends the follow; resolves when it has ended. */
  close(): Promise<void>;
}

type Call = Extract<ToHost, { readonly kind: 'call' }>;
type Answers = AnswersTo<HostCalls>;

/** The most calls at a time: no screen needs more. */
const mostCalls = 64;

/** Serves one program on another host: answers its calls about a database, and sends it news. */
export class HostSession {
  readonly #database: ServedDatabase;
  readonly #output: Writable | null;
  readonly #say: (message: FromHost) => void;
  readonly #answers: Answers;
  readonly #logCopy: LogCopy;
  readonly #watch: ChangeWatch;
  readonly #underWay = new Map<number, AbortController>();
  readonly #actions = new Set<Promise<ActionResult>>();
  /** News waiting until the pipe takes more, the latest of each kind. */
  readonly #held = new Map<HostNews['kind'], HostNews>();
  #isClosed = false;

  /** `output`: the pipe that `say` writes to, which may be full; null: there is none. */
  constructor(database: ServedDatabase, output: Writable | null, say: (message: FromHost) => void) {
    this.#database = database;
    this.#output = output;
    this.#say = say;
    const { readers } = database;
    this.#logCopy = new LogCopy(readers.logs, database.spoolFolder);
    this.#answers = {
      ...answersOf(readers),
      'copy-log': (jobId, signal) => this.#logCopy.make(jobId, signal),
      'log-bytes': (from) => this.#logCopy.bytes(from),
      act: (action, signal) => this.#act(action, signal),
      follow: (start) => database.follow.next(start),
      doctor: async () => ({ kind: 'found', findings: await database.examine() }),
    };
    this.#watch = database.watch(
      () => this.#tell({ kind: 'changed', atFullSpeed: this.#watch.atFullSpeed === true }),
      () => this.#tell({ kind: 'degraded' }),
      () => this.#tell({ kind: 'overtaken' }),
    );
  }

  /** Begins to watch, and to pass on what the readers report. */
  begin(): void {
    this.#output?.on('drain', () => this.#tellHeld());
    this.#database.readers.listen({
      onSizes: () => this.#tell({ kind: 'sizes' }),
      onLogNews: () => this.#tell({ kind: 'log-news' }),
      onProgress: (progress) => this.#tell({ kind: 'progress', progress }),
      // The next read, which this causes, starts another thread.
      onDeath: () => this.#tell({ kind: 'changed', atFullSpeed: false }),
    });
    void this.#watch.start();
  }

  /** Answers a call, whenever it is done. Throws a {@link WireError} for one that can't be. */
  call(call: Call): void {
    if (this.#underWay.has(call.id)) throw new WireError('the number of a call under way');
    if (this.#underWay.size >= mostCalls) throw new WireError('too many calls');
    void this.#answer(call);
  }

  /** The call with this number is no longer wanted. */
  abort(id: number): void {
    this.#underWay.get(id)?.abort();
  }

  /**
   * Ends everything except writes, which are waited for: they are finished, because nobody else could tell whether they
   * were done, or given up where they may be waiting for others for long, and nobody expects them to begin after that.
   */
  async close(): Promise<void> {
    this.#isClosed = true;
    if (this.#database.givesUpWrites) for (const controller of this.#underWay.values()) controller.abort();
    await Promise.all([
      this.#watch.close(),
      this.#database.readers.close(),
      this.#logCopy.close(),
      this.#database.follow.close(),
      ...this.#actions,
    ]);
  }

  async #answer({ id, name, ask }: Call): Promise<void> {
    const controller = new AbortController();
    this.#underWay.set(id, controller);
    const work = this.#answers[name] as (
      ask: Call['ask'],
      signal: AbortSignal,
    ) => Promise<HostCalls[HostCallName]['answer']>;
    const answer = await work(ask, controller.signal);
    this.#underWay.delete(id);
    if (this.#isClosed) return;
    try {
      this.#say({ kind: 'answer', id, answer: withoutDetail(answer) });
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      this.#say({ kind: 'answer', id, answer: { kind: 'problem', problem: tooMuch } });
    }
  }

  async #act(action: HostCalls['act']['ask'], signal: AbortSignal): Promise<ActionResult> {
    const result = this.#database.act(action, signal);
    // A probe writes nothing, and what can be given up takes no time to.
    if (action.action !== 'probe' || this.#database.givesUpWrites) this.#actions.add(result);
    void result.finally(() => this.#actions.delete(result));
    return result;
  }

  #tell(news: HostNews): void {
    if (this.#isClosed) return;
    if (this.#output?.writableNeedDrain) this.#held.set(news.kind, news);
    else this.#say(news);
  }

  #tellHeld(): void {
    const held = [...this.#held.values()];
    this.#held.clear();
    for (const news of held) this.#tell(news);
  }
}

/** For an answer that doesn't fit into a message, such as a million jobs. */
const tooMuch: Problem = {
  code: 'too-much',
  sentence: 'This is more than can be sent from one host to another.',
  file: '',
  advice: 'Narrow it down, with --limit, a filter or fewer marks.',
};

/** The system's own messages stay on this host, because they contain its paths. */
function withoutDetail(answer: HostCalls[HostCallName]['answer']): unknown {
  if (answer === null || !('kind' in answer)) return answer;
  if (answer.kind === 'problem') return { kind: 'problem', problem: bare(answer.problem) };
  return answer.kind === 'events' ? { kind: 'events', events: answer.events.map(bareEvent) } : answer;
}

function bareEvent(reported: ReportedEvent): ReportedEvent {
  const { event } = reported;
  if (event.kind !== 'connection' || event.problem === null) return reported;
  return { ...reported, event: { ...event, problem: bare(event.problem) } };
}

function bare<T extends { readonly file: string; readonly detail?: string }>({ detail: _, ...problem }: T) {
  return { ...problem, file: '' };
}
