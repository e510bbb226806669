import { tmpdir } from 'node:os';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ServerInstant } from '../../lib/postgres/link/server-link.js';
import {
  blockBytes,
  LogBlocks,
  type LogTable,
  logStatement,
  ServerLog,
} from '../../lib/postgres/server-log.js';

const columns = ['job_id', 'log_text'].map((name) => ['cf_job_logs', 'cf_job_logs', name, 'text', 't']);
const table: LogTable = {
  ...{ written: 'cf_job_logs', jobId: 'text', isNumbered: false },
  log: `convert_to(it.log_text::text, 'UTF8')`,
};

/** A server with the log of one job in memory, and what reads it there in pieces. */
function logOnServer(first: Buffer | null) {
  const there = { log: first, version: 0 };
  const instant = {
    rows: async (text: string, [, version, from, most]: readonly (string | number)[]) => {
      const { log } = there;
      if (text === logStatement('row', table))
        return log === null ? [] : [[`${there.version}`, `${log.length}`]];
      if (text !== logStatement('piece', table)) return log === null ? [] : columns;
      if (log === null || version !== `${there.version}`) return [];
      return [[`\\x${log.subarray(Number(from) - 1, Number(from) - 1 + Number(most)).toString('hex')}`]];
    },
  } as unknown as ServerInstant;
  const link = {
    read: async <T>(work: (one: ServerInstant) => Promise<T>) =>
      ({ kind: 'value', value: await work(instant) }) as const,
  };
  const ending = new AbortController().signal;
  const log = new ServerLog('7', { link, label: 'there', clock: () => 0, ending, spoolFolder: tmpdir() });
  const write = (bytes: Buffer | null) => {
    there.log = bytes;
    there.version += 1;
  };
  const read = (from: number, to: number) => log.read((bytes) => bytes.read(from, Math.min(to, bytes.size)));
  return { read, write, log };
}

/** A log of some blocks, each full of one letter, and a few more bytes. */
const logOf = (letters: string, rest: number) =>
  Buffer.concat([...[...letters].map((letter) => Buffer.alloc(blockBytes, letter)), Buffer.alloc(rest, '.')]);
const someLog = fc.tuple(fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 3 }), fc.nat(9));

describe('a log on a server that is read in pieces', () => {
  it('is as it stands now, and a new edition unless it has only grown', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(someLog, fc.nat(3)), { minLength: 2, maxLength: 6 }),
        async (all) => {
          const { read, write, log } = logOnServer(Buffer.alloc(0));
          let before = { bytes: Buffer.alloc(0), edition: '' };
          for (const [[letters, rest], block] of all) {
            const bytes = logOf(letters, rest);
            write(bytes);
            const [from, to] = [
              Math.min(bytes.length, block * blockBytes),
              Math.min(bytes.length, (block + 1) * blockBytes),
            ];
            // Its first and its last block are what it is known by.
            const told = [
              await read(0, 1),
              await read(from, to),
              await read(Math.max(0, bytes.length - 1), bytes.length),
            ];
            const values = told.map((each) => (each.kind === 'value' ? String(each.value) : each.kind));
            const parts = [bytes.subarray(0, 1), bytes.subarray(from, to), bytes.subarray(-1)];
            expect(values).toEqual(parts.map(String));
            const [edition = ''] = told.map((each) => (each.kind === 'value' ? each.edition : ''));
            const last = before.bytes.length - 1;
            const isGrown = before.bytes.equals(bytes.subarray(0, before.bytes.length));
            if (isGrown && before.edition !== '') expect(edition).toBe(before.edition);
            if (before.bytes[0] !== bytes[0] || before.bytes[last] !== bytes[last])
              if (last >= 0) expect(edition).not.toBe(before.edition);
            before = { bytes, edition };
          }
          await log.close();
        },
      ),
      { numRuns: 40 },
    );
  });

  it('is found once its table is made, though there was none when it was first asked for', async () => {
    const { read, write, log } = logOnServer(null);
    expect(await read(0, 9)).toMatchObject({ kind: 'none' });
    write(Buffer.from('a line\n'));
    expect(await read(0, 9)).toMatchObject({ kind: 'value' });
    await log.close();
  });

  it('keeps its last 256 blocks in memory, and no more', () => {
    const blocks = new LogBlocks('1', 300 * blockBytes);
    for (let block = 0; block < 300; block += 1) blocks.put(block, Buffer.alloc(1));
    expect(Array.from({ length: 300 }, (_, block) => block).filter((block) => blocks.has(block))).toEqual(
      Array.from({ length: 256 }, (_, at) => 44 + at),
    );
  });
});
