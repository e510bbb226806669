import { mkdirSync, readdirSync, readlinkSync, writeFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { LogCopy } from '../../../lib/hosts/serve/log-copy.js';
import type { LogReader, SaveResult } from '../../../lib/snapshot/port.js';
import { testFolder } from '../../support/test-folder.js';

const never = new AbortController().signal;
/** More than two pieces. */
const log = Buffer.from(Array.from({ length: 20_000 }, (_, line) => `line ${line}\n`).join(''));

let folder: string;
let copy: LogCopy;
/** What the reader does with the file that it is to fill. */
let save: LogReader['save'];
let saved: string[];

function saves(bytes: Uint8Array) {
  return async (_: string, path: string): Promise<SaveResult> => {
    writeFileSync(path, bytes, { flag: 'wx' });
    return { kind: 'saved', path, bytes: bytes.length };
  };
}

beforeEach(() => {
  folder = testFolder();
  saved = [];
  save = saves(log);
  const logs: Pick<LogReader, 'save'> = {
    save: (jobId, path, signal) => {
      saved.push(jobId);
      return save(jobId, path, signal);
    },
  };
  copy = new LogCopy(logs as LogReader, folder);
});

/** How many files this process has open that were made in the folder, whether or not they have names. */
function open(): number {
  return readdirSync('/proc/self/fd').filter((descriptor) => {
    try {
      return readlinkSync(`/proc/self/fd/${descriptor}`).startsWith(folder);
    } catch {
      // What listed them has been closed.
      return false;
    }
  }).length;
}

async function fetched(): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for (let from = 0; ; ) {
    const piece = await copy.bytes(from);
    if (piece === null) throw new Error('nothing is copied');
    if (piece.length === 0) return Buffer.concat(pieces);
    pieces.push(piece);
    from += piece.length;
  }
}

describe('The copy of a log', () => {
  it('comes in pieces, from any byte on, and is closed at its end', async () => {
    expect(await copy.make('1', never)).toEqual({ kind: 'log-copied', bytes: log.length });
    // It has no name any more.
    expect([readdirSync(folder), open()]).toEqual([[], 1]);
    expect(await copy.bytes(log.length - 5)).toEqual(Uint8Array.from(log.subarray(-5)));
    expect((await copy.bytes(0))?.length).toBe(64 * 1024);
    expect((await fetched()).equals(log)).toBe(true);
    expect(open()).toBe(0);
    expect(await copy.bytes(0)).toBe(null);
  });

  it('takes the place of the copy before, which is closed', async () => {
    await copy.make('1', never);
    save = saves(Buffer.from('other'));
    expect(await copy.make('2', never)).toEqual({ kind: 'log-copied', bytes: 5 });
    expect(open()).toBe(1);
    expect(String(await fetched())).toBe('other');
    save = async () => ({ kind: 'none' });
    await copy.make('1', never);
    expect(await copy.make('3', never)).toEqual({ kind: 'none' });
    expect(await copy.bytes(0)).toBe(null);
    expect([saved, readdirSync(folder), open()]).toEqual([['1', '2', '1', '3'], [], 0]);
  });

  it('answers in turn: a piece that is asked for meanwhile is one of the new log', async () => {
    const copying = copy.make('1', never);
    const piece = copy.bytes(0);
    await copying;
    expect((await piece)?.length).toBe(64 * 1024);
    await copy.close();
  });

  it('is not made after its abort or after close()', async () => {
    const control = new AbortController();
    control.abort();
    expect(await copy.make('1', control.signal)).toEqual({ kind: 'stopped' });
    await copy.close();
    expect(await copy.make('1', never)).toEqual({ kind: 'stopped' });
    expect(saved).toEqual([]);
  });

  it('is given up in the middle by close(), and leaves no file', async () => {
    save = async (_, __, signal) => {
      if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve));
      return { kind: 'stopped' };
    };
    const copying = copy.make('1', never);
    await copy.close();
    expect(await copying).toEqual({ kind: 'stopped' });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is closed by close()', async () => {
    await copy.make('1', never);
    expect(open()).toBe(1);
    await copy.close();
    expect(open()).toBe(0);
    expect(await copy.bytes(0)).toBe(null);
  });

  it('is a problem where it cannot be written, or where the folder is missing', async () => {
    const problem = { code: 'failed', sentence: 'No space.', file: '', advice: 'Make some.' } as const;
    save = async () => ({ kind: 'problem', problem });
    expect(await copy.make('1', never)).toEqual({ kind: 'problem', problem });
    save = async () => {
      throw new Error('broken');
    };
    expect(await copy.make('1', never)).toMatchObject({ kind: 'problem', problem: { code: 'failed' } });
    const nowhere = new LogCopy({} as LogReader, `${folder}/none`);
    expect(await nowhere.make('1', never)).toMatchObject({ kind: 'problem', problem: { code: 'failed' } });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('has no bytes, and is closed, where its file cannot be read', async () => {
    // A folder can be opened like a file, and not read.
    save = async (_, path) => {
      mkdirSync(path);
      return { kind: 'saved', path, bytes: 5 };
    };
    await copy.make('1', never);
    expect(open()).toBe(1);
    expect(await copy.bytes(0)).toBe(null);
    expect(open()).toBe(0);
  });
});
