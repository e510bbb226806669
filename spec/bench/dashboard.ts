import { setTimeout as pause } from 'node:timers/promises';
import { program } from '../end-to-end/program.js';
import { type PtyProgram, startInPty } from '../support/pty.js';

/** How long anything that is waited for may take, ms: far beyond every target, so that a slow figure is still one. */
const patience = 120_000;

export interface DashboardOptions {
  readonly columns?: number;
  readonly rows?: number;
  /** Further arguments of the program. */
  readonly args?: readonly string[];
}

/** The real program in a pty, with what its screen shows timed by when the bytes came. */
export class BenchDashboard {
  readonly #program: PtyProgram;
  readonly #started = performance.now();
  #listener: (arrived: number) => void = () => {};

  /** `home` is where it looks for its settings, and keeps what it remembers. */
  constructor(path: string, home: string, { columns = 120, rows = 40, args = [] }: DashboardOptions = {}) {
    this.#program = startInPty(process.execPath, [program, ...args, path], {
      columns,
      rows,
      environment: { HOME: home },
      onShown: (arrived) => this.#listener(arrived),
    });
  }

  get pid(): number {
    return this.#program.pid;
  }

  get screen(): PtyProgram['screen'] {
    return this.#program.screen;
  }

  /** Ms of performance.now() when it was started. */
  get started(): number {
    return this.#started;
  }

  /** Everything written so far. */
  bytes(): string {
    return this.#program.bytes();
  }

  type(keys: string): void {
    this.#program.type(keys);
  }

  /** Calls back whenever the screen may have changed, until it is called with another one. */
  listen(listener: (arrived: number) => void): void {
    this.#listener = listener;
  }

  /** Resolves with when the bytes came (ms of performance.now()) that made the condition hold. */
  shows(condition: () => boolean, what: string): Promise<number> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.listen(() => {});
        reject(new Error(`not shown within ${patience} ms: ${what}\n${this.screen.text()}`));
      }, patience);
      this.listen((arrived) => {
        if (!condition()) return;
        clearTimeout(timer);
        this.listen(() => {});
        resolve(arrived);
      });
    });
  }

  /** Ms from what `make` does, such as typing a key, until the screen shows that the condition holds. */
  async answers(make: () => unknown, condition: () => boolean, what: string): Promise<number> {
    const shown = this.shows(condition, what);
    const begun = performance.now();
    await make();
    return (await shown) - begun;
  }

  /** Resolves with when the first jobs were on the screen. */
  showsJobs(): Promise<number> {
    return this.shows(() => this.selectedRow() !== null, 'the first jobs');
  }

  /** Whether it shows how many jobs there are of each status. */
  isCounted(): boolean {
    const text = this.screen.text();
    return / [\d,]+ done /.test(text) && !/counting/.test(text);
  }

  /** Resolves with when all jobs were counted. */
  showsCounts(): Promise<number> {
    return this.shows(() => this.isCounted(), 'all jobs counted');
  }

  /** The row of the selected job, or null where none is on the screen. */
  selectedRow(): number | null {
    const row = this.screen.lines().findIndex((line) => line.startsWith('│▸'));
    return row < 0 ? null : row;
  }

  /** Has it end as an operator does, who may leave something for its next start. */
  async quit(): Promise<void> {
    this.#program.type('q');
    await this.#program.ended;
  }

  close(): Promise<void> {
    return this.#program.close();
  }
}

/** How long a text that is sighted may take, ms. */
const longest = 60_000;

/** Times how long each of several texts takes to the screen, from `begin` on until the bytes come that bring it there. */
export function sightings(dashboard: BenchDashboard) {
  const begun = new Map<string, number>();
  const times: number[] = [];
  dashboard.listen((arrived) => {
    const shown = dashboard.screen.text();
    for (const [text, at] of begun)
      if (shown.includes(text)) {
        times.push(Math.max(0, arrived - at));
        begun.delete(text);
      }
  });
  return {
    begin: (text: string) => void begun.set(text, performance.now()),
    /** All of them in ms, once the last text is there; infinite for one that doesn't come within a minute. */
    all: async (): Promise<readonly number[]> => {
      const until = performance.now() + longest;
      while (begun.size > 0 && performance.now() < until) await pause(20);
      dashboard.listen(() => {});
      return [...times, ...[...begun.values()].map(() => Number.POSITIVE_INFINITY)];
    },
  };
}
