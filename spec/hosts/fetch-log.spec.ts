import { mkdtempSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { fetchLog, type LogOnHost } from '../../lib/hosts/host-readers.js';
import { saveTo } from '../../lib/snapshot/job-log/save-log.js';
import type { SaveResult } from '../../lib/snapshot/port.js';
import { testFolder } from '../support/test-folder.js';

const never = new AbortController().signal;
const log = Buffer.from('a line\n'.repeat(100));

/** A host that has copied a log of `promised` bytes and sends what it likes, piece by piece. */
function host(pieces: readonly (Uint8Array | null)[], promised = log.length): LogOnHost {
  const left = [...pieces];
  return {
    copy: async () => ({ kind: 'log-copied', bytes: promised }),
    bytes: async () => left.shift() ?? null,
  };
}

async function saved(
  from: LogOnHost,
  signal = never,
): Promise<SaveResult & { readonly text: string | null }> {
  const path = join(mkdtempSync(join(testFolder(), 'log-')), 'log');
  const result = await saveTo(path, (descriptor) => fetchLog(from, path, descriptor, 'ssh://there', signal));
  return { ...result, text: await readFile(path, 'utf8').catch(() => null) };
}

describe('A log from another host', () => {
  it('is whole, whatever pieces it comes in', async () => {
    const pieces = [log.subarray(0, 1), log.subarray(1, 300), log.subarray(300), Buffer.alloc(0)];
    expect(await saved(host(pieces))).toMatchObject({
      kind: 'saved',
      bytes: log.length,
      text: log.toString(),
    });
  });

  it.each([
    ['less than was promised', [log.subarray(0, 10), Buffer.alloc(0)]],
    ['nothing any more', [log.subarray(0, 10), null]],
  ])('leaves no file where %s comes', async (_, pieces) => {
    expect(await saved(host(pieces))).toMatchObject({
      kind: 'problem',
      problem: { sentence: 'The log was cut short on its way.', file: 'ssh://there' },
      text: null,
    });
  });

  it('leaves no file, and is not fetched further, where more than was promised comes', async () => {
    let asked = 0;
    const endless: LogOnHost = {
      ...host([]),
      bytes: async () => {
        asked += 1;
        return asked > 5 ? null : log;
      },
    };
    expect(await saved(endless)).toMatchObject({ kind: 'problem', text: null });
    expect(asked).toBe(2);
  });

  it('is not fetched any further once it was aborted', async () => {
    const control = new AbortController();
    const from = host([]);
    let asked = 0;
    const stopping: LogOnHost = {
      copy: from.copy,
      bytes: async () => {
        asked += 1;
        control.abort();
        return log.subarray(0, 1);
      },
    };
    expect(await saved(stopping, control.signal)).toMatchObject({ kind: 'stopped', text: null });
    expect(asked).toBe(1);
  });

  it('may be missing, or have a problem on its way', async () => {
    expect(await saved({ ...host([]), copy: async () => ({ kind: 'none' }) })).toMatchObject({
      kind: 'none',
    });
    const problem = { code: 'no-link', sentence: 'Gone.', file: '', advice: 'Wait.' } as const;
    const lost: LogOnHost = { ...host([]), bytes: async () => ({ kind: 'problem', problem }) };
    expect(await saved(lost)).toMatchObject({ kind: 'problem', problem, text: null });
  });
});
