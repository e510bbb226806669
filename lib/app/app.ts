import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Diagnostics, noDiagnostics, ReadNotes } from '../diagnostics/diagnostics.js';
import { JobsStateMachine } from '../machine/jobs-state-machine.js';
import { anyLogRequestFor } from '../machine/requests/log-request.js';
import type { Command, JobsEvent } from '../machine/state/event.js';
import { isOutrun } from '../machine/state/listed.js';
import { isLooking } from '../machine/state/news.js';
import type { JobsState, Mode } from '../machine/state/state.js';
import type { Notice, WriteOrder } from '../machine/state/write-order.js';
import { needsLog, type OwnRun } from '../model/commands/own-command.js';
import { given } from '../model/given.js';
import type { PictureRequest, ReadProgress } from '../model/picture.js';
import { recordProgress } from '../model/progress.js';
import type { ChangeWatch, ReadResult } from '../snapshot/port.js';
import type { MouseReport } from '../terminal/key-names.js';
import { zoneShown } from '../view/context.js';
import type { Frame, Size } from '../view/frame.js';
import { heightOf } from '../view/job/job-lines.js';
import { roomOf } from '../view/layout/layout.js';
import { logLookFor } from '../view/log/text-lines.js';
import { monitorSinksOf } from '../view/monitoring/monitor-parts.js';
import { panelLinesOf } from '../view/panels/open-panel.js';
import { detailLinesOf, frameOf } from '../view/screen/frame-of.js';
import { helpLook } from '../view/screen/help.js';
import { clickableAt } from '../view/screen/pointing.js';
import { agesFrom } from '../view/words/connection-words.js';
import { LogFeed } from './log-feed.js';
import type { AppPorts } from './ports.js';
import { type ReadEnd, ReadPace } from './read-pace.js';
import { Ticker } from './ticker.js';

/** A promise, and what resolves it from outside. */
function withResolver(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

/** The state machine of an app; it asks the view how long everything is on a screen of the current size. */
function machineFor(
  { appearance, clock, filter, panel, seen, views, commands, isSilent = false }: AppPorts,
  sizeNow: () => Size,
): JobsStateMachine {
  return new JobsStateMachine({
    heightOf,
    recordProgress,
    helpLook: (state) => helpLook(appearance, sizeNow(), state),
    detailLines: (state) => detailLinesOf(state, sizeNow(), clock.now(), appearance),
    panelLines: panelLinesOf,
    monitorSinks: (state) => monitorSinksOf(state, sizeNow(), clock.now()),
    clocks: ({ times }) => ({ ...zoneShown(appearance, times), now: clock.now() }),
    logLook: logLookFor(appearance),
    ...given({ filter, panel, seen, views, commands }),
    isSilent,
  });
}

/** The list narrows when nothing has been typed for this many ms. */
const typingPauseMs = 150;
/** After a read that found no quiet instant, the next one starts at most this many ms later. */
const retryAfterMs = 500;
/** How long a question is on the screen before keys answer it, in milliseconds. */
const readingMs = 300;
/** Two clicks within this time are one double click, in milliseconds. */
const doubleClickMs = 400;
/** An act is noted when it is done, and so may be known only after a picture that shows it: in one of this many ticks. */
const ticksForActs = 3;
/** After this many ticks of not being able to write, it is tried again. */
const probeTicks = 30;

/**
 * The dashboard: passes keys and pictures to the state machine, its commands to the ports, its state to the
 * display. At most one reload is in flight, none when nothing changed, and no more than {@link ReadPace} allows.
 */
export class JobsViewApp {
  readonly #machine: JobsStateMachine;
  readonly #watch: ChangeWatch;
  readonly #pace: ReadPace;
  /** When the first change was seen since the last read began, ms; null for none. */
  #changedAt: number | null = null;
  /** Whether the age of what is shown needs a frame. */
  #isAging = false;
  #cancelAge = () => {};
  #ticks = 0;
  #ticksForActs = 0;
  readonly #ticker: Ticker;
  #watchNotice: string | null = null;
  readonly #diagnostics: Diagnostics;
  readonly #readNotes: ReadNotes;
  #cancelRetry = () => {};
  #cancelTyped = () => {};
  /** The question that the operator is reading, by its number; 0 for none. */
  #beingRead = 0;
  #cancelReading = () => {};
  readonly #logs: LogFeed;
  #stopped = false;
  readonly #finish = withResolver();
  readonly #ports: AppPorts;
  #size: Size;
  /** What the terminal shows, and the mode that it shows. */
  #onScreen: { readonly frame: Frame; readonly mode: Mode } | null = null;
  /** When a click led to another mode or list last, ms. */
  #clickedAwayAt = 0;

  constructor(ports: AppPorts, size: Size) {
    this.#ports = ports;
    this.#size = size;
    this.#diagnostics = ports.diagnostics ?? noDiagnostics;
    this.#readNotes = new ReadNotes(this.#diagnostics);
    this.#machine = machineFor(ports, () => this.#size);
    this.#logs = new LogFeed(
      ports.logs,
      ports.clock,
      {
        request: () => anyLogRequestFor(this.#machine.state),
        handle: (event) => this.#handle(event),
        showFile: (path) => ports.operator.showFile(path),
      },
      this.#diagnostics,
    );
    this.#ticker = new Ticker(
      (milliseconds, action) => ports.clock.after(milliseconds, action),
      (ticks) => this.#tick(ticks),
      () => anyLogRequestFor(this.#machine.state) === null,
    );
    this.#pace = new ReadPace(
      ports.clock,
      () => this.#read(),
      () => this.#watch?.atFullSpeed === true,
    );
    this.#watch = ports.watch(
      () => ports.reader.look(),
      () => {
        this.#noteChange();
        this.#pace.changed();
        this.#logs.read();
      },
      (sentence, detail) => {
        this.#diagnostics.note('watch.degraded', { sentence, detail });
        this.#watchNotice = sentence;
        this.#show();
      },
      () => this.#noteChange(),
    );
  }

  /** Resolves when the operator quits. */
  get finished(): Promise<void> {
    return this.#finish.promise;
  }

  get state(): JobsState {
    return this.#machine.state;
  }

  /** Shows the first frame and begins to read and to watch. Resolves once the watch is running. */
  async start(): Promise<void> {
    this.#handle({ type: 'room', room: roomOf(this.#size) });
    this.reload();
    this.#ticker.start();
    await this.#watch.start();
    // A commit between the first read and the watch's first look shows in neither.
    this.reload();
  }

  /** Ends every timer, watch and read that the app began. The caller closes the display and the terminal. */
  async stop(): Promise<void> {
    this.leave();
    this.#stopped = true;
    this.#ticker.stop();
    this.#cancelAge();
    this.#cancelRetry();
    this.#cancelTyped();
    this.#cancelReading();
    await Promise.all([
      this.#watch.close(),
      this.#ports.reader.close(),
      this.#logs.close(),
      this.#ports.writer.close(),
      this.#pace.close(),
    ]);
    this.#finish.resolve();
  }

  /** Handles a key, given by the keymap's name for it. */
  key(key: string): void {
    this.#handle({ type: 'key', key, at: this.#ports.clock.now() });
  }

  /** Handles the mouse. It points at what the terminal shows, which may be older than the state. */
  mouse({ what, column, row }: MouseReport): void {
    const at = this.#ports.clock.now();
    if (what !== 'click') {
      this.#handle({ type: 'wheel', by: what === 'wheel-up' ? -1 : 1, at });
      return;
    }
    const shown = this.#onScreen;
    const clicked = shown === null ? null : clickableAt(shown.frame, column, row);
    // The second half of a double click was meant for what the first one led away from.
    if (shown === null || clicked === null || Math.abs(at - this.#clickedAwayAt) < doubleClickMs) return;
    const { mode } = this.#machine.state;
    this.#handle({ type: 'click', ...clicked, mode: shown.mode, at });
    if (this.#machine.state.mode !== mode || clicked.does === 'list') this.#clickedAwayAt = at;
  }

  /** The terminal has the operator's focus from now on, or no more. */
  focus(focused: boolean): void {
    this.#handle({ type: 'focus', focused, at: this.#ports.clock.now() });
  }

  /** The program is about to end: what the operator has seen by now is kept. */
  leave(): void {
    if (this.#stopped) return;
    const now = this.#ports.clock.now();
    if (isLooking(this.#machine.state, now)) this.#machine.handle({ type: 'focus', focused: false, at: now });
    this.#keep();
  }

  #keep(): void {
    const { looking, feed, troubles } = this.#machine.state;
    if (looking.last !== null) this.#ports.keep?.({ look: looking.last, feed, troubles });
  }

  /** Handles a new size of the terminal. */
  resize(size: Size): void {
    this.#size = size;
    this.#handle({ type: 'room', room: roomOf(size) });
  }

  /** Draws the whole screen again, after something else was on it, such as during a suspension. */
  redraw(): void {
    this.#show();
    this.#ports.display.redraw();
  }

  /** Tells the operator, soon, of something else that went wrong; may be called while the list changes. */
  warn(text: string): void {
    queueMicrotask(() => {
      this.#handle({ type: 'notice', notice: { tone: 'failed', text, at: this.#ports.clock.now() } });
    });
  }

  /** Reads the log on the screen again, if there is one. */
  readLog(): void {
    this.#logs.read();
  }

  /** Reads at once, or as soon as the read under way is done. */
  reload(): void {
    this.#cancelTyped();
    this.#pace.readNow();
  }

  /** Reads once nothing has been typed for a while. */
  #reloadSoon(): void {
    this.#cancelTyped();
    this.#cancelTyped = this.#ports.clock.after(typingPauseMs, () => this.reload());
  }

  /** Reads when the pace allows, because something may look different now. */
  refresh(): void {
    this.#pace.readSoon();
  }

  /** Handles the progress of the read under way. */
  noteProgress(progress: ReadProgress): void {
    this.#handle({ type: 'read-progress', progress });
  }

  /** From now on the screen is out of date. That shows only after a while, so there is no new frame yet. */
  #noteChange(): void {
    const at = this.#ports.clock.now();
    this.#changedAt ??= at;
    this.#machine.handle({ type: 'changed', at });
    this.#showAgeInTime();
  }

  /** Draws a frame once what is on the screen has been out of date for so long that the screen shows its age. */
  #showAgeInTime(): void {
    const at = agesFrom(this.#machine.state.connection);
    const wait = at === null ? 0 : at - this.#ports.clock.now();
    if (this.#isAging || this.#stopped || wait <= 0) return;
    this.#isAging = true;
    this.#cancelAge = this.#ports.clock.after(wait, () => {
      this.#isAging = false;
      this.#show();
      this.#showAgeInTime();
    });
  }

  async #read(): Promise<ReadEnd> {
    this.#cancelRetry();
    this.#changedAt = null;
    const request = this.#machine.request();
    const result = await this.#ports.reader.read(request);
    this.#take(result, request);
    // A read may finish without ever waiting, and keys and signals must always get their turn.
    await nextTurn();
    return result.kind === 'picture' ? 'shown' : 'failed';
  }

  #take(result: ReadResult, request: PictureRequest): void {
    if (this.#stopped) return;
    this.#readNotes.take(result.kind === 'problem' ? result.problem : null);
    if (result.kind === 'picture') {
      const { kind } = this.#machine.state.connection;
      if (kind !== 'live' && this.#machine.state.writability.kind !== 'able') this.#probe();
      const { picture } = result;
      this.#ticksForActs = ticksForActs;
      this.#lookForActs();
      const overtaken = this.#changedAt === null ? {} : { overtakenSince: this.#changedAt };
      this.#handle({ type: 'picture', picture, request, ...overtaken });
      this.#showAgeInTime();
      // The counts have yet to be read.
      if (picture.counts === null) this.reload();
      return;
    }
    this.#handle({ type: 'problem', problem: result.problem, at: this.#ports.clock.now() });
    // Problems with a file show in the watch's next look; a busy database may calm down without another change.
    if (result.problem.code !== 'busy' && result.problem.code !== 'failed') return;
    this.#cancelRetry = this.#ports.clock.after(retryAfterMs, () => this.refresh());
  }

  /** Before a picture is shown, so that nobody else is taken for who did this. */
  #lookForActs(): void {
    const acts = this.#ports.actsElsewhere?.() ?? [];
    if (acts.length > 0) this.#handle({ type: 'acts', acts });
  }

  /** Checks whether anything can be written; done each time the database becomes readable. */
  #probe(): void {
    void this.#ports.writer.probe().then((writability) => this.#handle({ type: 'writability', writability }));
  }

  #handle(event: JobsEvent): void {
    if (this.#stopped) return;
    const before = this.#machine.state;
    for (const command of this.#machine.handle(event)) this.#run(command);
    if (this.#machine.state !== before) this.#show();
  }

  #run(command: Command): void {
    const runners: { readonly [T in Command['type']]: (command: Extract<Command, { type: T }>) => void } = {
      read: ({ when }) => (when === undefined ? this.reload() : this.#reloadSoon()),
      write: ({ order }) => void this.#write(order),
      copy: ({ text, what }) => this.#notify(this.#ports.operator.copy(text, what)),
      'save-text': ({ copying }) => this.#notify(this.#ports.operator.saveText(copying)),
      'open-folder': ({ path }) => this.#notify(this.#ports.operator.openFolder(path)),
      remember: () => this.#remember(),
      keep: () => this.#keep(),
      'clean-metrics': () => void this.#ports.writer.cleanMetrics(),
      alert: ({ alert, isSilent = false }) => this.#ports.alert?.(alert, isSilent),
      'read-log': ({ when }) => this.#logs.read(when ?? 'at-once'),
      'search-log': ({ search }) => this.#logs.search(search),
      'count-log-matches': ({ search, at }) => this.#logs.count(search, at),
      'stop-log-search': () => this.#logs.stopSearch(),
      'save-log': ({ jobId }) => this.#notify(this.#logs.save(jobId)),
      'edit-log': ({ jobId }) => this.#notify(this.#logs.edit(jobId)),
      run: ({ run }) => this.#notify(this.#runOwn(run)),
      redraw: () => this.redraw(),
      suspend: () => this.#ports.suspend(),
      quit: () => this.#finish.resolve(),
    };
    (runners[command.type] as (command: Command) => void)(command);
  }

  #remember(): void {
    const {
      savedFilter: filter,
      showPipeline,
      density,
      sort,
      columns,
      wantsBeside,
      times,
      monitor,
    } = this.#machine.state;
    const { periodMs, unit } = monitor;
    const more = given({ columns, isBeside: wantsBeside || null });
    const complaint = this.#ports.remember({
      filter,
      panel: { showPipeline, periodMs, unit, density, sort, times, ...more },
    });
    if (complaint === null) return;
    this.#diagnostics.note('memory.failed', { sentence: complaint });
    this.warn(complaint);
  }

  /** With the job's log in a file of its own for as long as the command runs, if it asks for that. */
  #runOwn(run: OwnRun): Promise<Omit<Notice, 'at'> | null> {
    const { operator } = this.#ports;
    return needsLog(run.command)
      ? this.#logs.withFile(run.jobId, (log) => operator.run(run, log))
      : operator.run(run, null);
  }

  async #write(order: WriteOrder): Promise<void> {
    const outcome = await this.#ports.writer.write(order);
    this.#handle({ type: 'written', order, outcome, at: this.#ports.clock.now() });
  }

  #notify(coming: Promise<Omit<Notice, 'at'> | null>): void {
    void coming.then((notice) => {
      if (notice === null) return this.#handle({ type: 'notice', notice });
      if (notice.tone === 'failed') this.#diagnostics.note('operator.failed', { sentence: notice.text });
      this.#handle({ type: 'notice', notice: { ...notice, at: this.#ports.clock.now() } });
    });
  }

  #show(): void {
    if (this.#stopped) return;
    const { clock, appearance, display } = this.#ports;
    const frame = frameOf(this.#machine.state, this.#size, clock.now(), appearance, this.#watchNotice);
    if (display.update(frame, this.#whenDrawn(frame))) this.#ticker.changed();
  }

  /**
   * Called once the terminal has a frame: if it shows a question, keys answer that a little later. Keys
   * that wait to be read by then were pressed before, so they come first.
   */
  #whenDrawn(frame: Frame): () => void {
    const { mode, question, asked } = this.#machine.state;
    const isAsked = mode === 'CONFIRM' && question?.isSeen === undefined && Boolean(frame.dialog);
    return () => {
      this.#onScreen = { frame, mode };
      if (!isAsked || this.#beingRead === asked) return;
      this.#beingRead = asked;
      this.#cancelReading();
      this.#cancelReading = this.#ports.clock.after(readingMs, () => {
        void nextTurn().then(() => this.#handle({ type: 'question-seen', asked }));
      });
    };
  }

  #tick(ticks: number): void {
    this.#show();
    this.#logs.read();
    if (this.#ticksForActs > 0) {
      this.#ticksForActs -= 1;
      this.#lookForActs();
    }
    if (isOutrun(this.#machine.state, this.#ports.clock.now())) this.refresh();
    this.#ticks += ticks;
    // Permission to write may be given at any time.
    if (this.#ticks % probeTicks < ticks && this.#machine.state.writability.kind === 'unable') this.#probe();
  }
}
