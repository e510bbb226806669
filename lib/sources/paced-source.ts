import { type PaceClock, ReadPace } from '../app/read-pace.js';
import type { After } from '../clock.js';
import type { Picture, PictureRequest } from '../model/picture.js';
import type { Problem } from '../model/problem.js';
import type { ReadResult } from '../snapshot/port.js';
import { HeldAnswers } from './held-answers.js';
import { Silence } from './silence.js';
import { countsAlone, readCounted, type Source, silentProblem, staysThrough } from './source.js';

/** After a read that found no quiet instant, another one is due after this many ms. */
const retryAfterMs = 500;
/** A change that will soon be read isn't reported for this long, ms. */
const tellAfterMs = 1000;
/** A look that is older than this, ms, is taken again before the database counts as unchanged. */
const lookAfterMs = 600;

/** The world that a source's pace needs. */
interface Pacing {
  readonly steady: () => number;
  readonly after: After;
  /** When its reader last gave a sign of life, on the steady clock; several sources may share a reader. */
  readonly heard: { at: number };
  /** The source's share of the processor. */
  readonly share: ProcessorShare;
  /** Whether somebody writes to it at full speed now. */
  readonly atFullSpeed: () => boolean;
  /** How many sources are read for changes at present. */
  readonly sharers: () => number;
  /** Called when it has news: a picture, a problem, or that it is out of date. */
  readonly onNews: () => void;
}

/**
 * One of several databases, read at a pace of its own. After a change it reads its last request again; until then it
 * answers from what it holds, so that nobody has to wait. What it can't answer from that it reads at once.
 */
export class PacedSource {
  readonly name: string;
  readonly path: string;
  readonly host: string | null;
  readonly lane: string | null;
  readonly #source: Source;
  readonly #clock: () => number;
  readonly #pacing: Pacing;
  readonly #pace: ReadPace;
  readonly #silence: Silence;
  readonly #held: HeldAnswers;
  /** The request to read again after a change. */
  #lastRequest: PictureRequest = countsAlone;
  #problem: Problem | null = null;
  #hasAnswered = false;
  /** Since when it is known to be out of date, ms since the epoch. */
  #overtakenAt: number | null = null;
  /** When it changed last, on the steady clock. */
  #changedAt = Number.NEGATIVE_INFINITY;
  #lookedAt = Number.NEGATIVE_INFINITY;
  /** Resolves when the reading under way has ended. */
  #underWay: Promise<unknown> = Promise.resolve();
  /** A reading that somebody waits for: it begins after they have written. */
  #awaited: { readonly promise: Promise<void>; readonly resolve: () => void } | null = null;
  #cancelRetry = () => {};
  #cancelTelling = () => {};
  #isClosed = false;

  /** `clock` gives ms since the epoch. */
  constructor(source: Source, clock: () => number, pacing: Pacing) {
    this.name = source.name;
    this.path = source.path;
    this.host = source.host ?? null;
    this.lane = source.lane ?? null;
    this.#source = source;
    this.#clock = clock;
    this.#pacing = pacing;
    this.#held = new HeldAnswers();
    const { steady, after, share, atFullSpeed, sharers, onNews } = pacing;
    const silentMs = () =>
      Math.min(steady() - pacing.heard.at, source.silentMs?.() ?? Number.POSITIVE_INFINITY);
    this.#silence = new Silence({ steady, after, silentMs }, onNews);
    this.#pace = new ReadPace(
      { steady, after, spent: () => share.spent() },
      () => this.#readAgain(),
      atFullSpeed,
      sharers,
    );
  }

  /** Whether it has been counted, or has said why it can't be, or hasn't answered when asked. */
  get hasAnswered(): boolean {
    return this.#hasAnswered || this.#silence.isLate;
  }

  /** Why it can't be read now. */
  get problem(): Problem | null {
    return this.#silence.isLate ? silentProblem(this.path) : this.#problem;
  }

  /** Since when it is known to have changed without having been read, ms since the epoch; null: it is up to date. */
  get overtakenAt(): number | null {
    return this.#overtakenAt;
  }

  /** When it changed last, on the steady clock. */
  get changedAt(): number {
    return this.#changedAt;
  }

  /** Counts it for the first time; resolves once that is done, or takes too long to wait for. */
  async begin(): Promise<void> {
    await this.#silence.unlessLate(this.#fetch(countsAlone, true), () => silentProblem(this.path));
  }

  /** Answers a request about the list alone, independently of what {@link show} shows. */
  ask(request: PictureRequest): Promise<Picture | Problem> {
    return this.#answer(request, false);
  }

  /** Answers a request for a window and everything else; this is the request that is read again after a change. */
  show(request: PictureRequest): Promise<Picture | Problem> {
    this.#lastRequest = request;
    return this.#answer(request, true);
  }

  /** Something was committed: it is read as soon as its pace allows. */
  changed(): void {
    this.overtaken();
    this.#pace.changed();
  }

  /** Something was committed that is read later: {@link changed} follows. */
  overtaken(): void {
    this.#changedAt = this.#pacing.steady();
    this.#markStale();
  }

  /** Something outside of the database has changed: it is read again as soon as its pace allows. */
  readSoon(): void {
    this.#pace.readSoon();
  }

  /** Somebody has just written to it: it is read at once, and callers wait for that. */
  readNow(): void {
    if (this.#awaited === null) {
      let resolve = () => {};
      const promise = new Promise<void>((done) => {
        resolve = done;
      });
      this.#awaited = { promise, resolve };
    }
    this.#pace.readNow();
  }

  /** A sign of life, short of an answer. */
  noteLife(): void {
    this.#pacing.heard.at = this.#pacing.steady();
  }

  /** Looks at it or reads it again if its held answers may be outdated without a reported change. */
  checkFreshness(): void {
    if (!this.#hasAnswered || this.problem !== null) return;
    if (this.#held.isOld(this.#clock())) this.readSoon();
    else if (this.#pacing.steady() - this.#lookedAt > lookAfterMs) void this.#lookAgain();
  }

  /** See SnapshotReader.look. */
  async look(): Promise<string> {
    this.#lookedAt = this.#pacing.steady();
    const at = this.#clock();
    const text = await this.#source.reader.look().finally(() => this.noteLife());
    this.#held.noteLook(text, at);
    return text;
  }

  /**
   * For a database that isn't watched: looks whether anything has changed, and drops the held answers if so; forgets an
   * earlier problem, so that it is tried again.
   */
  async refresh(): Promise<void> {
    const text = await this.look();
    if (!this.#held.isOf(text) || this.#held.isOld(this.#clock())) this.#held.forget();
    this.#problem = null;
  }

  /** Ends every timer, and what is being read. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#cancelRetry();
    this.#cancelTelling();
    this.#silence.close();
    await Promise.all([this.#source.reader.close(), this.#pace.close()]);
  }

  async #lookAgain(): Promise<void> {
    const text = await this.look();
    if (this.#held.isOf(text)) return;
    this.#markStale();
    this.readSoon();
  }

  #markStale(): void {
    if (this.#overtakenAt !== null || this.#isClosed) return;
    this.#overtakenAt = this.#clock();
    this.#cancelTelling();
    this.#cancelTelling = this.#pacing.after(tellAfterMs, () => {
      if (this.#overtakenAt !== null) this.#pacing.onNews();
    });
  }

  async #answer(request: PictureRequest, isMain: boolean): Promise<Picture | Problem> {
    const silent = () => silentProblem(this.path);
    if (this.#awaited !== null) await this.#silence.unlessLate<unknown>(this.#awaited.promise, silent);
    const held = this.#held.answer(request, isMain);
    if (held !== null) return this.#asOfNow(held);
    const problem = this.problem;
    const result =
      problem ?? (await this.#silence.unlessLate<Picture | Problem>(this.#fetch(request, isMain), silent));
    // Its jobs stay in the list even if other parts of the request can't be answered.
    return 'code' in result && isMain ? (this.#held.list(request) ?? result) : result;
  }

  #asOfNow(picture: Picture): Picture {
    const { goodAt } = this.#held;
    return goodAt <= picture.asOf ? picture : { ...picture, asOf: goodAt };
  }

  /** Reads once the reading under way has ended, unless that one has already brought the answer. */
  #fetch(request: PictureRequest, isMain: boolean): Promise<Picture | Problem> {
    return this.#inTurn(
      async () => this.#held.answer(request, isMain) ?? (await this.#read(request, isMain)),
    );
  }

  /** Reads the last request again, at a new instant. */
  async #readAgain(): Promise<'shown' | 'failed'> {
    const question = this.#lastRequest;
    const awaited = this.#awaited;
    const result = await this.#inTurn(() => this.#read(question, true, true));
    awaited?.resolve();
    if (this.#awaited === awaited) this.#awaited = null;
    this.#pacing.onNews();
    return 'code' in result ? 'failed' : 'shown';
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#underWay.then(work);
    this.#underWay = result.catch(() => undefined);
    return result;
  }

  async #read(request: PictureRequest, isMain: boolean, isAgain = false): Promise<Picture | Problem> {
    if (this.#isClosed) return silentProblem(this.path);
    const wasOvertaken = this.#overtakenAt;
    this.#overtakenAt = null;
    const answered = this.#silence.watch(!this.#hasAnswered);
    const worked = this.#pacing.share.begin();
    let result: ReadResult;
    const at = this.#clock();
    this.#cancelRetry();
    const asked = this.#held.wider(request, isMain);
    let look: string;
    try {
      look = await this.#source.reader.look();
      this.noteLife();
      result = await readCounted(this.#source, asked);
    } finally {
      this.noteLife();
      worked();
      answered();
    }
    this.#hasAnswered = true;
    if (result.kind === 'problem') return this.#fail(result.problem, wasOvertaken);
    this.#problem = null;
    this.#held.keep({ asked, isMain, look, at, picture: result.picture, isAgain });
    return result.picture;
  }

  #fail(problem: Problem, wasOvertaken: number | null): Problem {
    this.#problem = problem;
    if (!staysThrough(problem)) this.#held.forget();
    // Problems with a file show in the watch's next look; a busy database may calm down without another change.
    if (!this.#isClosed && (problem.code === 'busy' || problem.code === 'failed')) {
      this.#overtakenAt ??= wasOvertaken ?? this.#clock();
      this.#cancelRetry = this.#pacing.after(retryAfterMs, () => this.readSoon());
    }
    return problem;
  }
}

/** Sources that have changed within this time, in ms, share the processor time that reading may take. */
const busyForMs = 10_000;

/** What watched sources need of the world. */
export interface SeveralPacing {
  readonly clock: PaceClock;
  /** Whether somebody is writing at full speed to the source with this name. */
  readonly atFullSpeed: (name: string) => boolean;
  /** Called when one of them has news. */
  readonly onNews: () => void;
}

/** The pacing of each source; `null`: they aren't watched, and nothing happens by itself. */
export function pacingFor(
  pacing: SeveralPacing | null,
  sources: () => readonly PacedSource[],
  onNews: () => void,
): (source: Pick<Source, 'name' | 'lane'>) => Pacing {
  if (pacing === null) return () => unpaced;
  const { clock, atFullSpeed } = pacing;
  const steady = () => clock.steady();
  const shares = new ProcessorShares(() => clock.spent?.() ?? clock.steady());
  const sharers = () => {
    const since = steady() - busyForMs;
    return Math.max(1, sources().filter(({ changedAt }) => changedAt > since).length);
  };
  const heard = new Map<string, { at: number }>();
  return ({ name, lane }) => ({
    steady,
    heard: heardIn(heard, lane),
    after: clock.after,
    share: shares.share(),
    atFullSpeed: () => atFullSpeed(name),
    sharers,
    onNews: () => {
      onNews();
      pacing.onNews();
    },
  });
}

/** If one thread answers for several sources, an answer from one is a sign of life of all. */
function heardIn(heard: Map<string, { at: number }>, lane: string | undefined): { at: number } {
  const known = lane === undefined ? undefined : heard.get(lane);
  const its = known ?? { at: Number.NEGATIVE_INFINITY };
  if (lane !== undefined) heard.set(lane, its);
  return its;
}

const unpaced: Pacing = {
  heard: { at: 0 },
  steady: () => 0,
  after: () => () => {},
  share: { spent: () => 0, begin: () => () => {} },
  atFullSpeed: () => false,
  sharers: () => 1,
  onNews: () => {},
};

/** A share of the processor's time, in ms. */
interface ProcessorShare {
  /** As of now. */
  spent(): number;
  /** It works from now on until the returned function is called. */
  begin(): () => void;
}

/**
 * Divides the process's processor time among those who work at the same time, so that of two readings that take turns
 * in one thread each counts only its share.
 */
export class ProcessorShares {
  readonly #spent: () => number;
  readonly #working = new Map<object, (ms: number) => void>();
  #counted: number;

  /** `spent` gives the processor time that the process has used, ms. */
  constructor(spent: () => number) {
    this.#spent = spent;
    this.#counted = spent();
  }

  /** Makes another share. */
  share(): ProcessorShare {
    let sum = 0;
    return {
      spent: () => {
        this.#divide();
        return sum;
      },
      begin: () => {
        this.#divide();
        const work = {};
        this.#working.set(work, (ms) => {
          sum += ms;
        });
        return () => {
          this.#divide();
          this.#working.delete(work);
        };
      },
    };
  }

  #divide(): void {
    const now = this.#spent();
    const part = (now - this.#counted) / Math.max(1, this.#working.size);
    this.#counted = now;
    for (const add of this.#working.values()) add(part);
  }
}
