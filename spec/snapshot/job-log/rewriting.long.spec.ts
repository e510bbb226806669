import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { LogLine } from '../../../lib/model/log.js';
import { folderForEach } from '../../support/folder-for-each.js';
import { logDatabase } from './log-database.js';
import { logReader } from './reading.js';

const program = fileURLToPath(new URL('./rewriting-writer.js', import.meta.url));

let path: string;
const writers: ChildProcess[] = [];

// Before their folder is removed.
afterEach(async () => {
  for (const writer of writers.splice(0)) {
    const ended = once(writer, 'exit');
    writer.kill('SIGKILL');
    await ended;
  }
});

const folder = folderForEach();

beforeEach(() => {
  path = folder.file('logs.db');
});

async function startWriter(mode: 'wal' | 'delete' | 'persist', pause: number): Promise<void> {
  const native = await logDatabase(path, { mode, pageSize: 1024 });
  await native.exec('CREATE TABLE other (id INTEGER PRIMARY KEY, value)');
  await native.close();
  const writer = fork(program, [path, mode, String(pause)]);
  writers.push(writer);
  await once(writer, 'message');
}

/** The version that lines are of, all of them: each says it, and how large the log is. */
function versionOf(lines: readonly LogLine[], size: number): number {
  const said = new Set(lines.map(({ text }) => text));
  expect([...said]).toHaveLength(1);
  const [, version, count] = /^version (\d+) of (\d+) lines$/.exec([...said][0] ?? '') ?? [];
  expect({ version, size }).toEqual({ version, size: Number(count) * `${[...said][0]}\n`.length });
  return Number(version);
}

describe('a log that is rewritten over and over', () => {
  it.each([
    ['wal', 0],
    ['wal', 30],
    ['delete', 100],
    ['persist', 150],
  ] as const)('is one version in each piece, in %s mode with pauses of %i ms', async (mode, pause) => {
    await startWriter(mode, pause);
    const reader = logReader(path);
    const versions = new Set<number>();
    let size = 0;
    const end = Date.now() + 1500;
    for (let turn = 0; Date.now() < end || versions.size < 3; turn += 1) {
      const place =
        turn % 2 === 0
          ? ({ kind: 'end' } as const)
          : ({ kind: 'offset', offset: Math.floor(Math.random() * size) } as const);
      const reading = await reader.read({ jobId: '1', place, before: 300, after: 300 });
      if (reading.kind === 'piece') {
        size = reading.piece.size;
        versions.add(versionOf(reading.piece.lines, size));
      } else if (reading.kind === 'problem') expect(reading.problem).toMatchObject({ code: 'busy' });
    }
    await reader.close();
    expect(versions.size).toBeGreaterThanOrEqual(3);
  });

  it('is saved in one version, and a search of it ends', async () => {
    await startWriter('wal', 50);
    const reader = logReader(path);
    const { signal } = new AbortController();
    const file = folder.file('saved.log');
    let saved = 0;
    while (saved < 5) {
      const result = await reader.save('1', file, signal);
      if (result.kind === 'saved') {
        saved += 1;
        const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1);
        expect(new Set(lines).size).toBe(1);
        expect(lines[0]).toMatch(new RegExp(` of ${lines.length} lines$`));
        rmSync(file);
      } else if (result.kind !== 'none') expect(result).toMatchObject({ problem: { code: 'busy' } });
      const search = { jobId: '1', text: 'nowhere', from: 0, direction: 'forward' } as const;
      expect((await reader.search(search, signal)).kind).toMatch(/none|problem/);
    }
    await reader.close();
  });
});
