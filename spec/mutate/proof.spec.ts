import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { occurrences, withFault } from './fault.js';
import { listedFaults, proofSpecs } from './proof.js';

const root = new URL('../../../', import.meta.url);
const read = (file: string) => readFileSync(new URL(file, root), 'utf8');
const list = listedFaults(read('spec/mutate/proof.txt'));
const files = [...new Set(list.map(({ file }) => file))];

/** The list is data beside the code: it must follow whatever that becomes. */
describe('the list of faults in the proof', () => {
  it.each(files)('has faults of %s whose texts stand there once, no two alike', (file) => {
    const text = read(file);
    const faults = list.filter((each) => each.file === file).map(({ fault }) => fault);
    const misplaced = faults.filter(({ before }) => occurrences(text, before) !== 1);
    expect(misplaced).toEqual([]);
    const planted = faults.map((fault) => withFault(text, fault));
    expect(new Set([text, ...planted]).size).toBe(faults.length + 1);
  });

  it('has every line of the file as a fault', () => {
    const lines = read('spec/mutate/proof.txt').split('\n');
    expect(list).toHaveLength(lines.filter((line) => line.startsWith('  ')).length);
    expect(files).toHaveLength(lines.filter((line) => line.startsWith('lib/')).length);
  });

  it('is judged by specs that exist', () => {
    expect(proofSpecs.filter((path) => !existsSync(new URL(path, root)))).toEqual([]);
  });
});
