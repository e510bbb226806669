import { writeFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { mistakenCommand } from '../../bin/mistaken-command.js';
import { oneShot } from '../../lib/commands/one-shot.js';
import type { ReadProblemCode } from '../../lib/model/problem.js';
import { problemOf } from '../../lib/snapshot/files/read-failure.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const codes: readonly ReadProblemCode[] = [
  'missing',
  'empty',
  'not-a-file',
  'unreadable',
  'not-a-database',
  'duckdb',
  'damaged',
  'foreign',
  'busy',
  'failed',
];

describe('a problem of a command that looks once', () => {
  it.each(codes)('has advice for the code %s that promises nothing by itself', (code) => {
    const { sentence, advice, file } = oneShot(problemOf(code, '/data/x.db', 'why'));
    expect(`${sentence} ${advice}`).not.toMatch(/by itself|as soon as/);
    expect(`${sentence} ${advice}`).toMatch(/^[A-Z].*\. [A-Z].*\w\.?$/);
    expect(file).toBe('/data/x.db');
  });
});

it.each(['missing', 'foreign'] as const)(
  'the advice for a database that is %s on another host names a command on that host',
  (code) => {
    expect(oneShot(problemOf(code, 'ssh://there', 'why')).advice).toContain('ssh HOST jobs-view init PATH');
    expect(oneShot(problemOf(code, '/data/x.db', 'why')).advice).not.toContain('ssh');
  },
);

describe('a word in place of a path', () => {
  it('is taken for a mistyped command only if it resembles one and is no file', () => {
    const folder = temporaryFolder();
    try {
      expect(mistakenCommand('docter', folder.path)).toContain("'docter' (Did you mean doctor?)");
      writeFileSync(folder.file('docter'), '');
      for (const path of [null, 'docter', 'docter.db', './migrat', 'mi', 'queue', 'jobs']) {
        expect(mistakenCommand(path, folder.path)).toBeNull();
      }
    } finally {
      folder.remove();
    }
  });
});
