import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import {
  isWritten,
  OutputError,
  oneShot,
  problemText,
  unexpectedText,
  writeOut,
} from '../../lib/commands/write-out.js';
import { addressMeant, mistakenCommand, namesakeText } from '../../lib/databases/databases.js';
import type { ReadProblemCode } from '../../lib/model/problem.js';
import { problemOf } from '../../lib/snapshot/files/read-failure.js';
import { testFolder } from '../support/test-folder.js';

/** A stream that takes one chunk at a time, and the `broken`th not at all. */
class Sink extends Writable {
  readonly chunks: string[] = [];

  readonly #broken: { readonly at: number; readonly code: string } | null;

  constructor(broken: { readonly at: number; readonly code: string } | null = null) {
    super({ decodeStrings: false });
    this.#broken = broken;
  }

  override _write(chunk: string, _: unknown, done: (error?: Error) => void): void {
    if (this.chunks.length === this.#broken?.at) {
      done(Object.assign(new Error('broken'), { code: this.#broken.code }));
      return;
    }
    this.chunks.push(chunk);
    setImmediate(done);
  }
}

/** Pieces without an end, with a count of those that were asked for. */
function endless(): { readonly pieces: Iterable<string>; readonly count: () => number } {
  let count = 0;
  function* pieces() {
    for (;;) {
      count += 1;
      yield 'x'.repeat(1000);
    }
  }
  return { pieces: pieces(), count: () => count };
}

describe('an output that is written in chunks', () => {
  it('has all pieces in order, gathered to larger chunks', async () => {
    const sink = new Sink();
    const pieces = Array.from({ length: 1000 }, (_, index) => `${index} ${'y'.repeat(200)}\n`);
    await writeOut(sink, pieces);
    expect(sink.chunks.join('')).toBe(pieces.join(''));
    expect(sink.chunks.length).toBeGreaterThan(2);
    expect(sink.chunks.length).toBeLessThan(10);
    expect(sink.listenerCount('error')).toBe(0);
  });

  it('takes no more pieces than are read, and ends silently when nobody reads any more', async () => {
    const { pieces, count } = endless();
    const sink = new Sink({ at: 2, code: 'EPIPE' });
    await writeOut(sink, pieces);
    expect(sink.chunks).toHaveLength(2);
    expect(count()).toBeLessThan(250);
  });

  it('rejects with an OutputError at any other error of the stream', async () => {
    const written = writeOut(new Sink({ at: 1, code: 'ENOSPC' }), endless().pieces);
    await expect(written).rejects.toThrow(new OutputError('broken'));
    await expect(written).rejects.toBeInstanceOf(OutputError);
  });

  it('ends as it did when it is written to once more, by whoever comes later', async () => {
    const unread = new Sink({ at: 0, code: 'EPIPE' });
    expect([await isWritten(unread, 'a'), await isWritten(unread, 'b')]).toEqual([false, false]);
    const full = new Sink({ at: 0, code: 'ENOSPC' });
    for (const chunk of ['a', 'b'])
      await expect(isWritten(full, chunk)).rejects.toThrow(new OutputError('broken'));
  });

  it('rejects with whatever making the pieces throws', async () => {
    const broken = new Error('no piece');
    const pieces = (function* () {
      yield 'x'.repeat(70_000);
      throw broken;
    })();
    await expect(writeOut(new Sink(), pieces)).rejects.toBe(broken);
  });
});

const codes: readonly ReadProblemCode[] = [
  ...(['missing', 'empty', 'not-a-file', 'unreadable', 'not-a-database', 'duckdb'] as const),
  ...(['damaged', 'foreign', 'busy', 'no-memory', 'failed'] as const),
];
const words = { sentence: 'It is bad.', file: '/data/jobs\u001b[2J.db', advice: 'Do something.' };

describe('a problem of a command that looks once', () => {
  it.each(codes)(
    'has advice for the code %s that promises nothing, and to try again only where that may help',
    (code) => {
      const problem = oneShot(problemOf(code, '/data/x.db', 'why'));
      const { sentence, advice, file } = problem;
      expect(`${sentence} ${advice}`).not.toMatch(/by itself|as soon as/);
      expect(`${sentence} ${advice}`).toMatch(/^[A-Z].*\. [A-Z].*\w\.?$/);
      expect(file).toBe('/data/x.db');
      expect(/\nTry again in a moment\./.test(problemText(problem))).toBe(['busy', 'failed'].includes(code));
    },
  );
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
    const folder = testFolder();
    expect(mistakenCommand('docter', folder)).toContain("'docter' (Did you mean doctor?)");
    writeFileSync(join(folder, 'docter'), '');
    for (const path of [null, 'docter', 'docter.db', './migrat', 'mi', 'queue', 'jobs']) {
      expect(mistakenCommand(path, folder)).toBeNull();
    }
  });
});

it('host:path is a file where there is one, or where one is to be made', () => {
  const folder = testFolder();
  expect([false, true].map((isMade) => addressMeant('there:q', folder, isMade))).toEqual([
    'ssh://there/~/q',
    null,
  ]);
  writeFileSync(join(folder, 'there:q'), '');
  expect(addressMeant('there:q', folder)).toBeNull();
});

it('a file that is called like the command help can be shown with ./ before its name', () => {
  const folder = testFolder();
  expect(namesakeText(['help'], folder)).toBe('');
  writeFileSync(join(folder, 'help'), '');
  expect(namesakeText(['help', 'retry'], folder)).toBe('jobs-view: for the file help, write ./help\n');
  for (const words of [[], ['retry', 'help'], ['./help']]) expect(namesakeText(words, folder)).toBe('');
});

describe('a problem on stderr', () => {
  it.each<ReadProblemCode>(['failed', 'damaged', 'busy'])(
    'ends with the system’s message for the code %s',
    (code) => {
      const detail = 'EIO: \u001b]0;title\u0007bad\nblock';
      expect(problemText({ code, ...words, detail })).toBe(
        'jobs-view: /data/jobs.db: It is bad.\nDo something.\nDetail: EIO: bad ↵ block',
      );
    },
  );

  it('has two lines if its code is specific, or there is no message of the system’s', () => {
    const two = 'jobs-view: /data/jobs.db: It is bad.\nDo something.';
    expect(problemText({ code: 'missing', ...words, detail: 'ENOENT' })).toBe(two);
    expect(problemText({ code: 'failed', ...words })).toBe(two);
    expect(problemText({ code: 'failed', ...words, detail: '\u0007' })).toBe(two);
  });
});

it('an unexpected error is one sentence without control characters', () => {
  expect(unexpectedText(new Error('a\u001b[31m\nb'))).toBe('jobs-view: Unexpected error: a ↵ b');
  expect(unexpectedText('text')).toBe('jobs-view: Unexpected error: text');
});
