import { type ChildProcess, fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseWatcher, type DatabaseWatcherOptions } from '../../lib/watch/database-watcher.js';
import { watchForLeaks } from '../support/leaks.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import type { Order } from './committer.js';

/** So long that no look by the clock happens within a spec. */
export const never = 3_600_000;

/** A text that differs whenever the bytes of the database, its WAL or its journal do. */
export async function lookAt(path: string): Promise<string> {
  const hash = createHash('sha256');
  for (const companion of ['', '-wal', '-journal']) {
    hash.update(
      await readFile(path + companion).catch((error: NodeJS.ErrnoException) => error.code ?? 'failed'),
    );
    hash.update('|');
  }
  return hash.digest('hex');
}

/** Resolves when the condition holds; fails after ten seconds. */
export async function until(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`never came about: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

/** A temporary folder, a process that commits, and watchers over it. `end` takes all of them away. */
export class Scene {
  readonly #folder = temporaryFolder();
  readonly folder = this.#folder.path;
  readonly #watchers: DatabaseWatcher[] = [];
  readonly #leaks = watchForLeaks();
  #committer: ChildProcess | null = null;

  path(...names: string[]): string {
    return join(this.folder, ...names);
  }

  /** Has the other process do something; resolves when it is done. */
  async order(order: Order): Promise<void> {
    this.#committer ??= fork(new URL('./committer.js', import.meta.url), { execArgv: [] });
    const done = once(this.#committer, 'message');
    this.#committer.send(order);
    await done;
  }

  /** A watcher that has started, with what it has seen. */
  async watch(path: string, options: Partial<DatabaseWatcherOptions> = {}): Promise<Watched> {
    const watched = new Watched(path, options);
    this.#watchers.push(watched.watcher);
    await watched.watcher.start();
    return watched;
  }

  async end(): Promise<void> {
    for (const watcher of this.#watchers) await watcher.close();
    if (this.#committer) {
      const exit = once(this.#committer, 'exit');
      this.#committer.disconnect();
      await exit;
    }
    await this.#leaks.expectNone();
    this.#folder.remove();
  }
}

/** A watcher and what it has done so far. */
export class Watched {
  readonly watcher: DatabaseWatcher;
  readonly path: string;
  looks = 0;
  changes = 0;
  notices: string[] = [];
  /** What the last look saw, and the last one that was reported. */
  #seen = '';
  #reported = '';

  constructor(path: string, options: Partial<DatabaseWatcherOptions>) {
    this.path = path;
    this.watcher = new DatabaseWatcher({
      path,
      look: async () => {
        this.looks++;
        this.#seen = await lookAt(path);
        return this.#seen;
      },
      onChange: () => {
        this.changes++;
        this.#reported = this.#seen;
      },
      onNotice: ({ sentence }) => this.notices.push(sentence),
      ...options,
    });
  }

  /** Resolves when what stands in the files now has been reported. */
  async reported(): Promise<void> {
    const now = await lookAt(this.path);
    await until(() => this.#reported === now, `a report of ${this.path}`);
  }
}
