import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** The result of one command. */
export interface Told {
  /** What was done to the files, line by line. */
  readonly lines: readonly string[];
  /** Null where it went well; where the process was killed meanwhile, `killed`. */
  readonly error: string | null;
}

/** A process that runs SQLite over the recorder's file system (`recorder.c`). */
export class RecorderProcess {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #lines: AsyncIterator<string>;

  /** `seed` decides salts and the like. */
  constructor(program: string, folder: string, seed: number) {
    this.#child = spawn(program, [String(seed)], { cwd: folder, stdio: ['pipe', 'pipe', 'pipe'] });
    this.#child.stderr.pipe(process.stderr);
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  async run(command: string): Promise<Told> {
    this.#child.stdin.write(`${command.replaceAll(/\s+/g, ' ')}\n`);
    const lines: string[] = [];
    for (;;) {
      const { value, done } = await this.#lines.next();
      if (done) return { lines, error: 'killed' };
      if (value === 'ok') return { lines, error: null };
      if (value.startsWith('error')) return { lines, error: value };
      lines.push(value);
    }
  }

  /** Kills it with everything that it has open, as a crash does. */
  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await ended;
  }
}
