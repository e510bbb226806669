import { setTimeout as sleep } from 'node:timers/promises';

export interface Deadline {
  /** How long the condition may take to hold, in milliseconds. */
  readonly within?: number;
  /** Pause between two looks, in milliseconds. */
  readonly every?: number;
}

/**
 * Calls `look` until it returns something other than undefined or false, and returns that. After the deadline it
 * throws, with `describe`'s words for the last state.
 */
export async function eventually<T>(
  look: () => T | undefined | false | Promise<T | undefined | false>,
  describe: () => string | Promise<string>,
  { within = 10_000, every = 15 }: Deadline = {},
): Promise<T> {
  const end = Date.now() + within;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > end) throw new Error(`Not within ${within} ms: ${await describe()}`);
    await sleep(every);
  }
}
