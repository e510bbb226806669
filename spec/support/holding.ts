import { expect } from '@jest/globals';

/** What a screen holds: a text, what a pattern matches, or {@link without} a text. */
export type Held = string | RegExp | { readonly without: string };

export const without = (text: string): Held => ({ without: text });

/** A check that a screen holds all of these at once. */
export const holding =
  (...all: readonly Held[]) =>
  (screen: string): void => {
    for (const each of all)
      if (typeof each === 'string') expect(screen).toContain(each);
      else if (each instanceof RegExp) expect(screen).toMatch(each);
      else expect(screen).not.toContain(each.without);
  };
