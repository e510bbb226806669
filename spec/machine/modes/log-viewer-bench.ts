import { expect } from '@jest/globals';
import { JobsStateMachine } from '../../../lib/machine/jobs-state-machine.js';
import { logRequestFor } from '../../../lib/machine/requests/log-request.js';
import type { Command } from '../../../lib/machine/state/command.js';
import type { JobsEvent } from '../../../lib/machine/state/event.js';
import { plainLook } from '../../../lib/machine/state/log-look.js';
import type { LogViewer } from '../../../lib/machine/state/log-viewer.js';
import type { LogLine, LogRequest } from '../../../lib/model/log.js';
import { patternOf } from '../../../lib/pattern/pattern.js';
import { type LogInMemory, logEvent } from '../log-in-memory.js';
import { heightOf, makeJobs, makePicture } from '../queue-in-memory.js';

/** A viewer beside a reader that answers when it is told to. */
export class Bench {
  readonly machine = new JobsStateMachine({ heightOf, recordProgress: (log) => log });
  log: LogInMemory;
  asOf = 1;
  lines = 10;
  #isAsked = false;
  /** Questions that were not answered when they were asked. */
  readonly #late: { readonly request: LogRequest; readonly log: LogInMemory; readonly asOf: number }[] = [];

  constructor(log: LogInMemory, lines = 10, columns = 20) {
    this.log = log;
    this.resize(lines, columns);
    this.handle({ type: 'picture', picture: makePicture(makeJobs(5)) });
    this.key('l');
  }

  get viewer(): LogViewer {
    const { log } = this.machine.state;
    if (log === null) throw new Error('the viewer is closed');
    return log;
  }

  handle(event: JobsEvent): readonly Command[] {
    const commands = this.machine.handle(event);
    if (commands.some(({ type }) => type === 'read-log')) this.#isAsked = true;
    const search = commands.find((command) => command.type === 'search-log');
    if (search?.type === 'search-log') {
      this.handle({ type: 'log-found', search: search.search, result: this.log.search(search.search) });
    }
    return commands;
  }

  key(key: string): void {
    this.handle({ type: 'key', key });
  }

  resize(lines: number, columns: number): void {
    this.lines = lines;
    this.handle({
      type: 'room',
      room: { list: 10, listBelowPipeline: 6, panel: 10, log: { lines, columns } },
    });
  }

  request(): LogRequest {
    const request = logRequestFor(this.machine.state);
    if (request === null) throw new Error('nothing is wanted');
    return request;
  }

  /** The reader answers the present request. */
  answer(most?: number): void {
    this.#isAsked = false;
    this.asOf += 1;
    const request = this.request();
    this.handle(logEvent(this.log.read(request, this.asOf, most), request));
  }

  /** The reader answers until nothing is asked for any more. */
  settle(most?: number): void {
    for (let round = 0; this.#isAsked; round += 1) {
      if (round > 200) throw new Error('the machine never has enough');
      this.answer(most);
    }
  }

  remember(): void {
    this.#late.push({ request: this.request(), log: this.log, asOf: this.asOf });
  }

  answerLate(index: number): void {
    const question = this.#late[index % Math.max(1, this.#late.length)];
    if (question === undefined) return;
    this.handle(logEvent(question.log.read(question.request, question.asOf), question.request));
  }

  /** What is on the screen: each row by its line's first byte and its number in the line. */
  rows(): string[] {
    const { piece, top, columns } = this.viewer;
    if (piece === null) return [];
    const index = piece.lines.findIndex((line) => line.end > top.offset);
    const all = piece.lines.slice(Math.max(0, index)).flatMap((line) => this.#rowsOf(line, columns));
    return all.slice(top.row, top.row + this.lines);
  }

  /** All rows of the log. */
  allRows(): string[] {
    const { filter } = this.viewer;
    const lines = this.log.lines().filter(({ text }) => patternOf(filter ?? '').isIn(text));
    return lines.flatMap((line) => this.#rowsOf(line, this.viewer.columns));
  }

  #rowsOf(line: LogLine, columns: number): string[] {
    const count = plainLook.rows(line, this.viewer, columns);
    return Array.from({ length: count }, (_, row) => `${line.start}:${row}`);
  }
}

export function expectValid(bench: Bench): void {
  const { piece, top, left, seenTo } = bench.viewer;
  expect(left).toBeGreaterThanOrEqual(0);
  expect(top.row).toBeGreaterThanOrEqual(0);
  expect(seenTo).toBeGreaterThanOrEqual(0);
  if (piece === null || piece.lines.length === 0) return;
  const line = piece.lines.find(({ start }) => start === top.offset);
  expect(line).toBeDefined();
  if (line !== undefined) {
    expect(top.row).toBeLessThan(plainLook.rows(line, bench.viewer, bench.viewer.columns));
  }
}

/** Once the reader has answered, the screen shows consecutive rows of the log, full unless the log is shorter. */
export function expectConsecutive(bench: Bench): void {
  const shown = bench.rows();
  const all = bench.allRows();
  const first = shown.length === 0 ? 0 : all.indexOf(shown[0] ?? '');
  expect(first).toBeGreaterThanOrEqual(0);
  expect(shown).toEqual(all.slice(first, first + Math.min(bench.lines, all.length)));
  if (bench.viewer.following) expect(shown.at(-1)).toBe(all.at(-1));
}
