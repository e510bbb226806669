import { transition } from '../../../lib/machine/events.js';
import { logRequestFor } from '../../../lib/machine/requests/log-request.js';
import type { Command } from '../../../lib/machine/state/command.js';
import type { JobsEvent } from '../../../lib/machine/state/event.js';
import { initialState } from '../../../lib/machine/state/initial-state.js';
import type { JobsState } from '../../../lib/machine/state/state.js';
import { type LogInMemory, logEvent } from '../log-in-memory.js';
import { makeJobs, makePicture } from '../queue-in-memory.js';
import { viewMetrics } from '../transition-scene.js';

/** The sixth of twenty jobs is selected; a log has ten lines of twenty columns. */
export const list: JobsState = {
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

  constructor(public log: LogInMemory | null) {
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

  read(): void {
    const request = logRequestFor(this.state);
    if (request === null) return;
    this.asOf += 1;
    const reading = this.log?.read(request, this.asOf) ?? { kind: 'none' as const, looked: ['/logs/5.log'] };
    this.event(logEvent(reading, request));
  }

  get viewer() {
    if (this.state.log === null) throw new Error('the viewer is closed');
    return this.state.log;
  }

  /** Number of the line at the top. */
  get top(): number {
    return this.log?.lines().findIndex(({ start }) => start === this.viewer.top.offset) ?? -1;
  }

  #run(command: Command): void {
    const isInTime = command.type === 'read-log' && command.when === 'in-time';
    this.said.push(isInTime ? 'read-log in-time' : command.type);
    if (!this.answers) return;
    if (command.type === 'read-log') this.read();
    if (command.type === 'search-log' && this.log !== null) {
      this.event({ type: 'log-found', search: command.search, result: this.log.search(command.search) });
    }
    if (command.type === 'count-log-matches' && this.log !== null) {
      const { search, at } = command;
      this.event({ type: 'log-counted', search, at, result: this.log.matches(search, at) });
    }
  }
}
