import { transition } from '../../../lib/machine/events.js';
import { initialState } from '../../../lib/machine/jobs-state-machine.js';
import { logRequestFor } from '../../../lib/machine/requests/log-request.js';
import type { Command, JobsEvent } from '../../../lib/machine/state/event.js';
import { defaultLineMetrics } from '../../../lib/machine/state/log-viewer.js';
import type { JobsState } from '../../../lib/machine/state/state.js';
import type { LogLine } from '../../../lib/model/log.js';
import { patternOf } from '../../../lib/pattern.js';
import { type LogInMemory, logEvent, noLog } from '../log-in-memory.js';
import { makeJobs, makePicture } from '../queue-in-memory.js';
import { viewMetrics } from '../transition-scene.js';

/** The sixth of twenty jobs is selected; a log has ten lines of twenty columns. */
const list: JobsState = {
  ...initialState(),
  connection: { kind: 'live', picture: makePicture(makeJobs(20)) },
  selection: { id: '5', index: 5 },
  viewport: { lines: 12, selectedLine: 0, pinned: false },
  room: { list: 12, listBelowPipeline: 6, panel: 12, log: { lines: 10, columns: 20 } },
};

/** A viewer whose reader and search answer at once, as long as the spec lets them. */
export class Session {
  state = list;
  /** The commands, by their types. */
  said: string[] = [];
  asOf = 0;
  answers = true;
  /** Whether the reader was asked and has not answered. */
  isAsked = false;

  constructor(
    public log: LogInMemory | null,
    public readsAtOnce = true,
  ) {
    this.key('l');
  }

  event(event: JobsEvent): void {
    const { state, commands } = transition(this.state, event, viewMetrics);
    this.state = state;
    for (const command of commands) this.#run(command);
  }

  key(...names: string[]): this {
    for (const key of names) this.event({ type: 'key', key });
    return this;
  }

  resize(lines: number, columns: number): void {
    this.event({ type: 'room', room: { ...list.room, log: { lines, columns } } });
  }

  /** The reader answers the present request, with so many lines at most. */
  read(most?: number): void {
    const request = logRequestFor(this.state);
    if (request === null) return;
    this.isAsked = false;
    this.asOf += 1;
    this.event(logEvent(this.log?.read(request, this.asOf, most) ?? noLog, request));
  }

  /** The reader answers until nothing is asked for any more. */
  settle(most?: number): void {
    for (let round = 0; this.isAsked; round += 1) {
      if (round > 200) throw new Error('the machine never has enough');
      this.read(most);
    }
  }

  get viewer() {
    if (this.state.log === null) throw new Error('the viewer is closed');
    return this.state.log;
  }

  /** Number of the line at the top. */
  get top(): number {
    return this.log?.lines().findIndex(({ start }) => start === this.viewer.top.offset) ?? -1;
  }

  get lines(): number {
    return Math.max(1, this.state.room.log.lines);
  }

  /** What is on the screen: each row by its line's first byte and its number in the line. */
  rows(): string[] {
    const { piece, top } = this.viewer;
    const index = piece?.lines.findIndex((line) => line.end > top.offset) ?? 0;
    const all = (piece?.lines ?? []).slice(Math.max(0, index)).flatMap((line) => this.#rowsOf(line));
    return all.slice(top.row, top.row + this.lines);
  }

  /** All rows of the log. */
  allRows(): string[] {
    const { filter } = this.viewer;
    const lines = this.log?.lines().filter(({ text }) => patternOf(filter ?? '').isIn(text)) ?? [];
    return lines.flatMap((line) => this.#rowsOf(line));
  }

  #rowsOf(line: LogLine): string[] {
    const count = defaultLineMetrics.rows(line, this.viewer, this.viewer.columns);
    return Array.from({ length: count }, (_, row) => `${line.start}:${row}`);
  }

  #run(command: Command): void {
    const isInTime = command.type === 'read-log' && command.when === 'in-time';
    this.said.push(isInTime ? 'read-log in-time' : command.type);
    if (!this.answers) return;
    if (command.type === 'read-log') this.isAsked = true;
    if (command.type === 'read-log' && this.readsAtOnce) this.read();
    if (command.type === 'search-log' && this.log !== null) {
      this.event({ type: 'log-found', search: command.search, result: this.log.search(command.search) });
    }
    if (command.type === 'count-log-matches' && this.log !== null) {
      const { search, at } = command;
      this.event({ type: 'log-counted', search, at, result: this.log.matches(search, at) });
    }
  }
}
