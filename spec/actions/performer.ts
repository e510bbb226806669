import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { ActionName, ActionResult, RequestOf } from '../../lib/actions/action.js';

const program = fileURLToPath(new URL('./performer-process.js', import.meta.url));

/** A process that does many actions, where starting one for each would take most of a spec's time. */
export class Performer {
  readonly #child: ChildProcess;
  readonly #waiting: ((line: string) => void)[] = [];

  constructor() {
    const child = spawn(process.execPath, [program], { stdio: ['pipe', 'pipe', 'inherit'] });
    createInterface({ input: child.stdout }).on('line', (line) => this.#waiting.shift()?.(line));
    this.#child = child;
  }

  /** Does an action in that process, after those that were asked for before. */
  async perform<Name extends ActionName>(
    request: RequestOf<Name> & { readonly action: Name },
    busyTimeoutMs = 5000,
  ): Promise<ActionResult<Name>> {
    this.#child.stdin?.write(`${JSON.stringify({ request, busyTimeoutMs })}\n`);
    const line = await new Promise<string>((resolve) => this.#waiting.push(resolve));
    return JSON.parse(line) as ActionResult<Name>;
  }

  /** Ends the process; resolves when it is gone. */
  async close(): Promise<void> {
    const gone = once(this.#child, 'close');
    this.#child.stdin?.end();
    await gone;
  }
}
