import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('./clerk.js', import.meta.url));

/** What has been written for sure, and what may have been: the last step committed, and the last one begun. */
export interface Written {
  committed: number;
  begun: number;
}

/** A clerk in a process of its own. What it says goes into `written`. */
export class ClerkProcess {
  readonly #child: ChildProcess;
  readonly #gone: Promise<unknown>;
  #waiting: { readonly word: string; readonly heard: (step: number) => void } | null = null;
  #complaint = '';

  constructor(path: string, seed: number, written: Written) {
    this.#child = spawn(process.execPath, [program, path, String(seed)], { stdio: ['pipe', 'pipe', 'pipe'] });
    this.#gone = once(this.#child, 'close');
    this.#child.stdin?.on('error', () => {});
    this.#child.stderr?.on('data', (text) => {
      this.#complaint += String(text);
    });
    createInterface({ input: this.#child.stdout ?? process.stdin }).on('line', (line) => {
      const [word = '', step = '0'] = line.split(' ');
      const number = Number(step);
      if (word === 'b') written.begun = Math.max(written.begun, number);
      if (word === 'c' || word === 'at') {
        written.committed = Math.max(written.committed, number);
        written.begun = Math.max(written.begun, number);
      }
      if (word === this.#waiting?.word) this.#waiting.heard(number);
    });
  }

  /** Asks it something, and resolves with the step that it answers with. Rejects where it ends before. */
  async ask(command: string, answer: string): Promise<number> {
    const heard = new Promise<number>((resolve) => {
      this.#waiting = { word: answer, heard: resolve };
    });
    this.#child.stdin?.write(`${command}\n`);
    const ended = this.#gone.then(() => {
      throw new Error(`the clerk ended: ${this.#complaint}`);
    });
    return Promise.race([heard, ended]);
  }

  /** Kills it, whatever it is doing. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#gone;
  }
}
