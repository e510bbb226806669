import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { needs } from '../support/needs.js';
import { testFolder } from '../support/test-folder.js';
import { databases } from './databases.js';
import { median, quantile, withThoseKeptWaiting } from './statistics.js';
import { trials } from './trials.js';

describe('the table of trials', () => {
  it('names every trial once, and each of its figures once', () => {
    expect(new Set(trials.map(({ name }) => name)).size).toBe(trials.length);
    for (const { figures } of trials)
      expect(new Set(figures.map(({ key }) => key)).size).toBe(Math.max(1, figures.length));
  });

  it.each(trials)('the program and the databases of $name exist', ({ program, databases: names }) => {
    expect(existsSync(new URL(`./programs/${program}.js`, import.meta.url))).toBe(true);
    expect(names.length > 0).toBe(!['backlog', 'beside'].includes(program));
    for (const name of names) expect(databases).toHaveProperty(name);
  });

  needs('better-sqlite3').it('is named where there is no trial of a name, before anything is made', () => {
    const folder = testFolder();
    const bench = fileURLToPath(new URL('./bench.js', import.meta.url));
    const env = { ...process.env, TMPDIR: folder };
    const ran = spawnSync(process.execPath, [bench, 'idle', 'idel'], { encoding: 'utf8', env });
    expect([ran.status, ran.stdout]).toEqual([2, '']);
    expect(ran.stderr).toBe('No trial is called idel; --list prints the names.\n');
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('a quantile', () => {
  it('is one of the measured values, whatever their order', () => {
    const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect([median(hundred), quantile(hundred, 0.99), quantile(hundred, 1), quantile(hundred, 0)]).toEqual([
      50, 99, 100, 1,
    ]);
  });

  it('is NaN where nothing was measured, which passes no target', () => {
    expect(median([])).toBeNaN();
  });
});

describe('a stall', () => {
  it('counts once for each key that would have come every 100 ms while it lasted', () => {
    expect(withThoseKeptWaiting([5, 350], 100)).toEqual([5, 350, 250, 150, 50]);
  });
});
