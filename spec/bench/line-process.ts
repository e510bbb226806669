import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A program of `programs/` that answers one line of JSON with another, in order. End it with `close` or `kill`. */
export class LineProcess<Request, Reply> {
  readonly #child: ChildProcess;
  readonly #gone: Promise<unknown>;
  readonly #waiting: { resolve(reply: Reply): void; reject(error: Error): void }[] = [];

  private constructor(program: string, args: readonly string[]) {
    const file = fileURLToPath(new URL(`./programs/${program}.js`, import.meta.url));
    this.#child = spawn(process.execPath, ['--expose-gc', file, ...args], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.#child.stdin?.on('error', () => {});
    if (this.#child.stdout !== null)
      createInterface({ input: this.#child.stdout }).on('line', (line) =>
        this.#waiting.shift()?.resolve(JSON.parse(line) as Reply),
      );
    this.#gone = once(this.#child, 'close').then(() => {
      for (const { reject } of this.#waiting.splice(0)) reject(new Error(`${program} has ended`));
    });
  }

  /** Resolves when the program has written its first line, which says that it is ready. */
  static async start<Request, Reply>(
    program: string,
    args: readonly string[],
  ): Promise<LineProcess<Request, Reply>> {
    const started = new LineProcess<Request, Reply>(program, args);
    await started.#reply();
    return started;
  }

  /** Rejects where the program ends instead of answering. */
  ask(request: Request): Promise<Reply> {
    this.#child.stdin?.write(`${JSON.stringify(request)}\n`);
    return this.#reply();
  }

  /** Ends its input; resolves when it is gone. */
  async close(): Promise<void> {
    this.#child.stdin?.end();
    await this.#gone;
  }

  /** Resolves when it is gone. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#gone;
  }

  #reply(): Promise<Reply> {
    const reply = new Promise<Reply>((resolve, reject) => this.#waiting.push({ resolve, reject }));
    // A caller that gave up waiting needn't hear of the end.
    reply.catch(() => {});
    return reply;
  }
}

/** The other side: says that it is ready, and answers each line. Resolves at the end of the input. */
export async function answerLines<Request, Reply>(
  answer: (request: Request) => Reply | Promise<Reply>,
): Promise<void> {
  process.stdout.write('{}\n');
  for await (const line of createInterface({ input: process.stdin }))
    process.stdout.write(`${JSON.stringify(await answer(JSON.parse(line) as Request))}\n`);
}
