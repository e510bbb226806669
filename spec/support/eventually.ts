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
  describe: string | (() => string | Promise<string>),
  { within = 10_000, every = 15 }: Deadline = {},
): Promise<T> {
  const end = Date.now() + within;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    const words = typeof describe === 'string' ? () => describe : describe;
    if (Date.now() > end) throw new Error(`Not within ${within} ms: ${await words()}`);
    await sleep(every);
  }
}

/**
 * Reads a screen until it stands still and a check of it no longer throws, and returns it. After the deadline it
 * throws what the check threw last.
 */
export async function eventuallyShows(
  read: () => string | Promise<string>,
  check: (screen: string) => void,
  deadline?: Deadline,
): Promise<string> {
  let before: string | null = null;
  let failure: unknown = new Error('The screen never stood still.');
  const look = async (): Promise<{ screen: string } | false> => {
    const screen = await read();
    const isStill = screen === before;
    before = screen;
    if (!isStill) return false;
    try {
      check(screen);
      return { screen };
    } catch (error) {
      failure = error;
      return false;
    }
  };
  const seen = await eventually(look, () => Promise.reject(failure), deadline);
  return seen.screen;
}
