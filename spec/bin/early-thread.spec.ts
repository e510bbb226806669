import { describe, expect, it } from '@jest/globals';
import { isBrief, isFar, isPrinting, taskOf } from '../../bin/early-thread.js';
import { commandTable } from '../../lib/cli/command-table.js';
import { optionTable } from '../../lib/cli/option-table.js';

const allCommands = commandTable.map(({ name }) => name);
const commands = allCommands.filter((name) => name !== 'dashboard');
const printing = new Set(['once', 'json']);
const options = optionTable.filter((option) => option.commands.includes('dashboard')).map(({ name }) => name);

describe('an early reader thread', () => {
  it.each(commands)('is not begun for the command %s', (name) => {
    expect(isPrinting([name])).toBe(true);
  });

  it.each(['--help', '-h', '--version', '-V', '--once', '--json'])('is not begun for %s', (option) => {
    expect(isPrinting(['queue.db', option])).toBe(true);
  });

  it('is not begun for databases of which none is in a file here', () => {
    expect(isFar(['postgres://here/jobs'])).toBe(true);
    expect(isFar(['--read-only', 'ssh://there/queue.db', 'PostgreSQL://here/jobs'])).toBe(true);
  });
});

describe('an early reader thread of a dashboard', () => {
  it('is begun for a database, or for none', () => {
    expect(isPrinting([])).toBe(false);
    expect(isPrinting(['queue.db'])).toBe(false);
    expect(isFar([])).toBe(false);
    expect(isFar(['--read-only'])).toBe(false);
    expect(isFar(['queue.db', 'postgres://here/jobs'])).toBe(false);
    expect(isFar(['postgres:/queue.db'])).toBe(false);
  });

  it.each(options.filter((name) => !printing.has(name)))('is begun with --%s', (name) => {
    expect(isPrinting([`--${name}`, 'queue.db'])).toBe(false);
  });
});

it('a command is recognised by its word, whatever options surround it', () => {
  expect(taskOf(['queue.db', '--json'])).toBe('json');
  expect(taskOf(['retry', 'queue.db', '7'])).toBe('retry');
  expect(taskOf(['queue.db'])).toBe('dashboard');
  expect(taskOf([])).toBe('dashboard');
});

/** What ends with its last line, of all commands. */
const brief = ['init', 'migrate', 'causes', 'workers', 'parsers', 'retry', 'cancel', 'stop', 'doctor'];

describe('the brief compilation', () => {
  it.each(allCommands)('is used for %s only if it ends with its last line', (name) => {
    expect(isBrief([name, 'queue.db'])).toBe(brief.includes(name));
  });

  it.each(['--once', '--json'])('is used with %s', (option) => {
    expect(isBrief(['queue.db', option])).toBe(true);
  });

  it.each(['follow', 'log', 'metrics', 'wait', 'serve'])('is not used for %s --json', (name) => {
    expect(isBrief([name, 'queue.db', '--json'])).toBe(false);
  });

  it('is not used for the dashboard', () => {
    expect(isBrief([])).toBe(false);
    expect(isBrief(['queue.db', '--status', 'failed'])).toBe(false);
  });
});
