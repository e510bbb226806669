import { describe, expect, it } from '@jest/globals';
import { isBrief } from '../../bin/brief.js';
import { commandTable } from '../../lib/cli/command-table.js';

/** What ends with its last line, of all commands. */
const brief = ['init', 'migrate', 'causes', 'workers', 'parsers', 'retry', 'cancel', 'stop', 'doctor'];
const others = commandTable.map(({ name }) => name).filter((name) => !brief.includes(name));

describe('a command ends as soon as it is done', () => {
  it.each(brief)('%s', (name) => {
    expect(isBrief([name, 'queue.db'])).toBe(true);
  });

  it.each(['--once', '--json'])('with %s', (option) => {
    expect(isBrief(['queue.db', option])).toBe(true);
  });
});

describe('a command goes on, or has little to do', () => {
  it.each(others)('%s', (name) => {
    expect(isBrief([name, 'queue.db'])).toBe(false);
  });

  it.each(['follow', 'log', 'metrics', 'wait', 'serve'])('%s --json', (name) => {
    expect(isBrief([name, 'queue.db', '--json'])).toBe(false);
  });

  it('the dashboard', () => {
    expect(isBrief([])).toBe(false);
    expect(isBrief(['queue.db', '--status', 'failed'])).toBe(false);
  });
});
