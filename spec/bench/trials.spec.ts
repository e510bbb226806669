import { existsSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { databases } from './databases.js';
import { trials } from './trials.js';

describe('the table of trials', () => {
  it('names every trial once, and each of its figures once', () => {
    expect(new Set(trials.map(({ name }) => name)).size).toBe(trials.length);
    for (const { figures } of trials)
      expect(new Set(figures.map(({ key }) => key)).size).toBe(Math.max(1, figures.length));
  });

  it.each(trials)('the program and the databases of $name exist', ({ program, databases: names }) => {
    expect(existsSync(new URL(`./programs/${program}.js`, import.meta.url))).toBe(true);
    expect(names.length > 0).toBe(!['backlog', 'far', 'beside'].includes(program));
    for (const name of names) expect(databases).toHaveProperty(name);
  });
});
