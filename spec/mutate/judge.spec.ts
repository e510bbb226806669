import { describe, expect, it } from '@jest/globals';
import { Judge, type Task } from './judge.js';
import type { Run } from './workshop.js';

/** A workshop without a copy: checks fail where `fails` says so, of the text that is planted or of none. */
function workshop(fails: (check: string, planted: string | null) => boolean) {
  let planted: string | null = null;
  const runs: string[] = [];
  return {
    runs,
    plant: (_file: string, text: string) => {
      planted = text;
    },
    heal: () => {
      planted = null;
    },
    bundle: () => Promise.resolve<Run>({ passed: true, reason: '' }),
    run: (checks: readonly string[]) => {
      runs.push(`${planted ?? 'sound'}: ${checks.join(' ')}`);
      const check = checks.find((each) => fails(each, planted));
      const run: Run = { passed: check === undefined, check, reason: 'it fails' };
      return Promise.resolve(run);
    },
  };
}

const task: Task = {
  file: 'a.js',
  fault: { before: 'a', after: 'b' },
  batches: [
    { checks: ['one', 'two'], isOfProgram: false },
    { checks: ['three'], isOfProgram: true },
  ],
};

describe('the judge of a fault', () => {
  it('names the first check that fails with the fault and passes without', async () => {
    const place = workshop((check, planted) => check !== 'one' && planted !== null);
    const { caughtBy, test } = await new Judge(1).judge(place, task, 'faulty');
    expect([caughtBy, test]).toEqual(['two', 'it fails']);
    expect(place.runs).toEqual(['faulty: one two', 'sound: two']);
  });

  it('does not count a check that fails without any fault, and goes on with the others', async () => {
    const place = workshop((check, planted) => check === 'one' || (check === 'three' && planted !== null));
    const judge = new Judge(1);
    expect((await judge.judge(place, task, 'faulty')).caughtBy).toBe('three');
    expect(judge.unsound).toEqual(['one']);
    expect(place.runs.slice(0, 3)).toEqual(['faulty: one two', 'sound: one', 'faulty: two']);
    place.runs.length = 0;
    await judge.judge(place, task, 'other');
    expect(place.runs).toEqual(['other: two', 'other: three']);
  });

  it('reports a survivor where all checks pass', async () => {
    const { caughtBy } = await new Judge(1).judge(
      workshop(() => false),
      task,
      'faulty',
    );
    expect(caughtBy).toBeNull();
  });
});
