import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { parseCommandLine } from '../bin/command-line.js';
import { needs } from './support/needs.js';
import { typedInto } from './support/typed-into.js';

const folder = fileURLToPath(new URL('../../docs/snippets/', import.meta.url));
const textOf = (name: string) => readFileSync(join(folder, name), 'utf8');
const queue = '/srv/queue.sqlite3';

/** What the parser makes of a call of the program; throws where it refuses it. */
function parsed(call: readonly string[]) {
  const fail = (text: string): never => {
    throw new Error(text);
  };
  return parseCommandLine(call, '1.2.3', { out: fail, error: fail });
}

describe('a snippet', () => {
  it('is listed with the others', () => {
    const listed = [...textOf('README.md').matchAll(/\]\(([^)]+)\)/g)].map(([, name]) => name);
    expect(['README.md', ...listed].sort()).toEqual(readdirSync(folder).sort());
  });

  const functions = `${textOf('functions.sh')}\njv; jv --json; jvf; jvc --json; jvl 17; jvw jobs-view log 1 q.db\n`;
  it.each([
    ['of cron', 'crontab', /^0 7 \* \* \* (.*)$/m, ['print']],
    ['of systemd', 'jobs-view-metrics.service', /^ExecStart=\/usr\/bin\/env (.*)$/m, ['metrics']],
  ])('%s calls the program as it can be called', (_, name, pattern, kinds) => {
    const [, line = ''] = pattern.exec(textOf(name)) ?? [];
    const { calls, stderr } = typedInto('sh', line);
    expect(stderr).toBe('');
    expect(calls.map((call) => parsed(call))).toMatchObject(kinds.map((kind) => ({ kind, path: queue })));
  });

  const ofShells = (shell: 'bash' | 'zsh') => {
    const { calls } = typedInto(shell, functions);
    const kinds = ['dashboard', 'print', 'print', 'causes', 'log', 'wait'];
    const all = [...kinds.map((kind) => ({ kind, path: queue })), { kind: 'log', path: 'q.db' }];
    expect(calls.map((call) => parsed(call))).toMatchObject(all);
  };
  it('of bash defines functions that call it so', () => ofShells('bash'));
  needs('zsh').it('of zsh defines the same', () => ofShells('zsh'));
});
