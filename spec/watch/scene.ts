import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach } from '@jest/globals';
import { DatabaseWatcher, type DatabaseWatcherOptions } from '../../lib/watch/database-watcher.js';
import { eventually } from '../support/eventually.js';
import { watchForLeaks } from '../support/leaks.js';
import { NativeWriter } from '../support/native-writer.js';
import { temporaryFolder } from '../support/temporary-folder.js';

/** So long that no look by the clock happens within a spec. */
export const never = 3_600_000;

/** A text that differs whenever the bytes of the database, its WAL or its journal do. */
async function lookAt(path: string): Promise<string> {
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
export const until = (condition: () => boolean | Promise<boolean>, what: string) =>
  eventually(condition, what, { every: 2 });

/** A temporary folder, and watchers over it. `end` takes all of them away, and native writers. */
class Scene {
  readonly #folder = temporaryFolder();
  readonly folder = this.#folder.path;
  readonly #watchers: DatabaseWatcher[] = [];
  readonly #leaks = watchForLeaks();

  path(...names: string[]): string {
    return join(this.folder, ...names);
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
    await NativeWriter.killAll();
    await this.#leaks.expectNone();
    this.#folder.remove();
  }
}

/** A scene for each test, whose parts can be used in the tests of this file. */
export function sceneForEach(): Pick<Scene, 'folder' | 'path' | 'watch'> {
  let scene: Scene;
  beforeEach(() => {
    scene = new Scene();
  });
  afterEach(() => scene.end());
  return {
    get folder() {
      return scene.folder;
    },
    path: (...names) => scene.path(...names),
    watch: (path, options) => scene.watch(path, options),
  };
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
