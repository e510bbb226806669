import { describe, expect, it } from '@jest/globals';
import { eventuallyShows } from './eventually.js';

/** Returns one screen after the other, and the last one from then on. */
function screens(...texts: string[]): () => string {
  return () => (texts.length > 1 ? texts.shift() : texts[0]) ?? '';
}
const soon = { within: 1_000, every: 1 };

describe('a screen that is waited for', () => {
  it('is checked when two looks see the same, again and again until the check passes', async () => {
    const seen: string[] = [];
    const check = (screen: string) => {
      seen.push(screen);
      expect(screen).toContain('b');
    };
    const read = screens('a', 'half b', 'a b', 'a', 'a', 'a b', 'c b', 'c b');
    expect(await eventuallyShows(read, check, { every: 1 })).toBe('c b');
    expect(seen).toEqual(['a', 'c b']);
  });

  it('fails with what the check threw last', async () => {
    const check = (screen: string) => expect(screen).toBe('wanted');
    await expect(eventuallyShows(screens('first', 'other'), check, soon)).rejects.toThrow(
      /wanted[\s\S]*other/,
    );
  });

  it('fails and says so if it never stood still', async () => {
    let frame = 0;
    const read = () => `frame ${frame++}`;
    await expect(eventuallyShows(read, () => undefined, soon)).rejects.toThrow(/never stood still/);
  });

  it('fails with the reason why it could not be read', async () => {
    const read = () => Promise.reject(new Error('no terminal'));
    await expect(eventuallyShows(read, () => undefined, soon)).rejects.toThrow('no terminal');
  });
});
