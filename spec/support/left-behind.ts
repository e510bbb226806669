import { readdirSync, readlinkSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

/** A file of a spec's folder, or a spool. */
const ours = /\/jobs-view-/;
/** What is only counted: timers and watchers of files that keep a process alive. */
const kinds: readonly string[] = ['Timeout', 'FSEventWrap', 'StatWatcher'];

/** What this process holds now: open files of specs by descriptor and name, and numbered timers and watchers. */
function heldNow(): readonly string[] {
  const counts = new Map<string, number>();
  const counted = process.getActiveResourcesInfo().flatMap((kind) => {
    if (!kinds.includes(kind)) return [];
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
    return [`${kind} ${counts.get(kind)}`];
  });
  return [...openFiles(), ...counted];
}

/** The open files of specs, and spools, each with its descriptor; none where the system doesn't list them. */
export function openFiles(): readonly string[] {
  try {
    return readdirSync('/proc/self/fd').flatMap((descriptor) => {
      const name = nameOf(descriptor);
      return ours.test(name) ? [`open file ${descriptor}, ${name}`] : [];
    });
  } catch {
    // Only Linux lists them.
    return [];
  }
}

function nameOf(descriptor: string): string {
  try {
    // A file that was removed meanwhile is still the same.
    return readlinkSync(`/proc/self/fd/${descriptor}`).replace(/ \(deleted\)$/, '');
  } catch {
    // The folder's own descriptor is gone by now.
    return '';
  }
}

/**
 * A watch over one spec file, from before its first line on: no file, timer or watcher of it may outlast its last hook,
 * whoever opened it. What a file opens for several tests is its own affair until then.
 */
export class LeftBehind {
  readonly #before = new Set(heldNow());
  /** What was held after a test, and the first test after which it was. */
  readonly #since = new Map<string, string>();

  /** To be called after each test. */
  testEnded(name: string): void {
    const now = new Set(heldNow());
    for (const each of this.#since.keys()) if (!now.has(each)) this.#since.delete(each);
    for (const each of now)
      if (!this.#before.has(each) && !this.#since.has(each)) this.#since.set(each, name);
  }

  /** What is held after the last hook, each with the test since which it is; what is still ending has `within` ms. */
  async atEnd(within = 3000): Promise<readonly string[]> {
    const end = performance.now() + within;
    for (;;) {
      const left = heldNow().filter((each) => !this.#before.has(each));
      if (left.length === 0 || performance.now() > end)
        return left.map((each) => `${each}, since "${this.#since.get(each) ?? 'the last hook'}"`);
      await wait(20);
    }
  }
}
