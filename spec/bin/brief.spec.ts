import { describe, expect, it } from '@jest/globals';
import { isBrief } from '../../bin/brief.js';
import { commandTable } from '../../lib/cli/command-table.js';

/** What ends with its last line, of all commands. */
const brief = ['init', 'migrate', 'causes', 'workers', 'parsers', 'retry', 'cancel', 'stop', 'doctor'];
const others = commandTable.map(({ name }) => name).filter((name) => !brief.includes(name));

describe('the brief compilation', () => {
  it.each(brief)('is used for %s', (name) => {
    expect(isBrief([name, 'queue.db'])).toBe(true);
  });

  it.each(['--once', '--json'])('is used with %s', (option) => {
    expect(isBrief(['queue.db', option])).toBe(true);
  });
});

describe('the usual compilation', () => {
  it.each(others)('is used for %s', (name) => {
    expect(isBrief([name, 'queue.db'])).toBe(false);
  });

  it.each(['follow', 'log', 'metrics', 'wait', 'serve'])('is used for %s --json', (name) => {
    expect(isBrief([name, 'queue.db', '--json'])).toBe(false);
  });

  it('is used for the dashboard', () => {
    expect(isBrief([])).toBe(false);
    expect(isBrief(['queue.db', '--status', 'failed'])).toBe(false);
  });
});
