import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { occurrences } from './fault.js';
import { faultyFiles } from './faulty-files.js';

const root = new URL('../../../', import.meta.url);

/** The list is data beside the code: it must follow whatever that becomes. */
describe('the list of faults in the proof', () => {
  const files = faultyFiles.map(({ file }) => file);

  it.each(faultyFiles)(
    'has faults of $file whose texts stand there once, no two alike',
    ({ file, faults }) => {
      const text = readFileSync(new URL(file, root), 'utf8');
      for (const { before, after } of faults) {
        expect({ before, times: occurrences(text, before) }).toEqual({ before, times: 1 });
        expect(after).not.toBe(before);
      }
      const planted = faults.map(({ before, after }) => text.replace(before, () => after));
      expect(new Set(planted).size).toBe(faults.length);
    },
  );

  it.each(faultyFiles)('names checks of $file that exist', ({ checks }) => {
    for (const check of checks) {
      if (check !== 'simulation')
        expect([check, existsSync(new URL(`${check}.spec.ts`, root))]).toEqual([check, true]);
    }
  });

  it('names each file once', () => {
    expect(new Set(files).size).toBe(files.length);
  });
});
