import { JobsStateMachine } from '../../lib/machine/jobs-state-machine.js';
import { anyLogRequestFor } from '../../lib/machine/requests/log-request.js';
import type { Command, JobsEvent } from '../../lib/machine/state/event.js';
import { selectedJob } from '../../lib/machine/state/job-window.js';
import type { JobsState } from '../../lib/machine/state/state.js';
import type { JobStatus } from '../../lib/model/job.js';
import type { LogReading } from '../../lib/model/log.js';
import { recordProgress } from '../../lib/model/progress.js';
import type { Appearance } from '../../lib/view/appearance.js';
import type { Frame, Size } from '../../lib/view/frame.js';
import { heightOf } from '../../lib/view/job/job-lines.js';
import { roomOf } from '../../lib/view/layout/layout.js';
import { logLookFor } from '../../lib/view/log/text-lines.js';
import { frameOf } from '../../lib/view/screen/frame-of.js';
import { LogInMemory } from '../machine/log-in-memory.js';
import type { Emulator } from '../support/emulator.js';
import { now, pictureOf, sceneJobs } from '../view/scene.js';
import { type Stage, stage } from '../widgets/stage.js';
import { goldenAppearance } from './stage-machine.js';

/** An operator before a real screen (of an emulator), whose log is a text. */
export class LogSession {
  readonly #machine: JobsStateMachine;
  #stage: Stage | null = null;
  #size: Size;
  now = now;
  /** Whether the reader and the search answer. */
  answers = true;
  readonly commands: Command[] = [];

  constructor(
    size: Size,
    public log: LogInMemory | null,
    readonly look: Appearance = goldenAppearance,
  ) {
    this.#size = size;
    this.#machine = new JobsStateMachine({ heightOf, recordProgress, logLook: logLookFor(look) });
    this.event({ type: 'room', room: roomOf(size) });
    this.event({ type: 'picture', picture: pictureOf(sceneJobs) });
  }

  get state(): JobsState {
    return this.#machine.state;
  }

  event(event: JobsEvent): void {
    for (const command of this.#machine.handle(event)) {
      this.commands.push(command);
      if (!this.answers) continue;
      if (command.type === 'read-log') this.read();
      if (command.type === 'search-log' && this.log !== null) {
        const result = this.log.search(command.search);
        this.event({ type: 'log-found', search: command.search, result });
      }
      if (command.type === 'count-log-matches' && this.log !== null) {
        const { search, at } = command;
        this.event({ type: 'log-counted', search, at, result: this.log.matches(search, at) });
      }
    }
  }

  /** Selects the newest job that stands so. */
  select(status: JobStatus): this {
    while (selectedJob(this.state)?.status !== status) this.keys('j');
    return this;
  }

  keys(...names: string[]): this {
    for (const key of names) this.event({ type: 'key', key });
    return this;
  }

  /** Types a text where one is typed. */
  type(text: string): this {
    return this.keys(...[...text].map((character) => (character === ' ' ? 'Space' : character)));
  }

  /** The reader looks again: at the log, or with `reading` as the outcome. */
  read(reading?: LogReading): this {
    const request = anyLogRequestFor(this.state);
    if (request === null) return this;
    const found = this.log?.read(request, this.now) ?? { kind: 'none', looked: [this.look.databaseLabel] };
    this.event({ type: 'log', reading: reading ?? found, request });
    return this;
  }

  /** More is written to the log, and read. */
  append(text: string): this {
    this.log = new LogInMemory((this.log?.text ?? '') + text, 16_384);
    return this.read();
  }

  resize(size: Size): this {
    this.#size = size;
    this.event({ type: 'room', room: roomOf(size) });
    return this;
  }

  /** What the operator sees. */
  async screen(): Promise<string[]> {
    await this.#shown().show(this.frame());
    return this.terminal.lines();
  }

  /** What the dashboard is given to draw. */
  frame(): Frame {
    return frameOf(this.state, this.#size, this.now, this.look);
  }

  /** The terminal that they look at. */
  get terminal(): Emulator {
    return this.#shown().screen;
  }

  /** A cell of what they saw last. */
  cell(column: number, row: number) {
    return this.terminal.cell(column, row);
  }

  close(): void {
    this.#stage?.close();
  }

  /** The stage, which is set when somebody looks. */
  #shown(): Stage {
    this.#stage ??= stage({ size: this.#size, unicode: this.look.unicode });
    return this.#stage;
  }
}

/** A worker's log: a line every three seconds, a warning now and then, one long line, one error with its stack. */
export function workerLog(): LogInMemory {
  const lines = Array.from({ length: 400 }, (_, index) => {
    const time = new Date(Date.parse('2026-01-15T11:39:58.120Z') + index * 3000).toISOString();
    const file = `venue_nyse_${20240115 + (index % 12)}.log`;
    if (index % 97 === 60) return `${time} \x1b[33mWARN\x1b[0m  ${file}: 3 rows without a price, kept`;
    if (index === 391) {
      const row = {
        ...{ row: 42, symbol: 'MSFT', side: 'B', price: null, venue: 'XNYS' },
        reason: 'price must not be null',
      };
      return `${time} \x1b[1;31mERROR\x1b[0m ${file}: SchemaViolation at row 42: ${JSON.stringify(row)}`;
    }
    if (index === 392) return '\tat check (schema.ts:88)';
    if (index === 393) return '\tat parse (fix_parser.ts:214)';
    return `${time} INFO  ${file}: ${(index * 1733) % 5000} rows parsed`;
  });
  return new LogInMemory(`${lines.join('\n')}\n`, 16_384);
}
