import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CauseMemory, unread } from '../../../../lib/snapshot/index/causes/cause-memory.js';
import { sumCauses } from '../../../../lib/snapshot/index/causes/sum-causes.js';
import { jobColumns } from '../../../../lib/snapshot/index/columns/job-columns.js';
import { CauseSums } from '../../by-sql/cause-sums.js';

const errors = [null, 'Timeout', 'KeyError: x', 'disk full'];
/** Two codes with one name as it is shown. */
const names = ['fix', 'itch', 'fix'];
const anyJob = fc.record({
  error: fc.constantFrom(...errors.keys(), unread - 1),
  end: fc.constantFrom(Number.NaN, 1000, 2000, 3000),
  name: fc.nat(names.length - 1),
});

it('sums by cause equal those of jobs counted one by one, without jobs whose cause has yet to be read', () => {
  fc.assert(
    fc.property(fc.array(anyJob, { maxLength: 12 }), fc.boolean(), (jobs, isTurned) => {
      const memory = new CauseMemory();
      const columns = jobColumns(jobs.length);
      memory.codes = new Uint32Array(jobs.length);
      for (const [slot, { error, end, name }] of jobs.entries()) {
        columns.ids[slot] = 100 + slot;
        columns.ends[slot] = end;
        columns.names[slot] = name;
        memory.codes[slot] = error < 0 ? unread : memory.codeOfText(errors[error] ?? null);
      }
      const slots = Uint32Array.from(jobs.keys());
      if (isTurned) slots.reverse();
      const expected = new CauseSums();
      for (const slot of slots) {
        const { error, end, name } = jobs[slot] ?? { error: -1, end: 0, name: 0 };
        if (error < 0) continue;
        const cause = memory.cause(memory.codes[slot] ?? 0);
        expected.add(cause, String(100 + slot), Number.isNaN(end) ? null : end, names[name] ?? '');
      }
      expect(sumCauses(columns, memory, slots, (name) => names[name] ?? '')).toEqual(expected.all);
    }),
  );
});

it('a memory of causes keeps a bounded amount of error texts, however many different ones come', () => {
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  const memory = new CauseMemory();
  const heapAfter = (texts: number) => {
    const long = 'x'.repeat(50_000);
    for (let nth = 0; nth < texts; nth += 1)
      memory.codeOfText(Buffer.from(`Row ${nth}: bad\n${long}`).toString());
    collect();
    return process.memoryUsage().heapUsed;
  };
  const first = heapAfter(100);
  // 50 MB of texts, of which 2 MB may stay.
  expect(heapAfter(1000) - first).toBeLessThan(10_000_000);
  expect(memory.wanted({ key: null, text: 'bad' }).size).toBe(1);
});
