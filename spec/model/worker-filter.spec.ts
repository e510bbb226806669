import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { filterTyped, textOfFilter } from '../../lib/model/filter/filter-text.js';
import { casesOf, holdingInAnyCase } from '../../lib/model/text.js';
import { listedWorkersOf, mostWorkersTold, onlyWorker, wantingWorkers } from '../../lib/model/worker.js';

const letters = fc.string({ unit: fc.constantFrom(...'vVmM1:=*[]^-\\.$ßſkKäÄ'), maxLength: 8 });

describe('the worker part of a filter', () => {
  it.each([
    ['vm', 'vm:7', true],
    ['VM', 'a-vm', true],
    ['m:7', 'vm:70', true],
    ['vm:7', 'vm:8', false],
    ['=vm:7', 'vm:7', true],
    ['=vm:7', 'vm:70', false],
    ['=VM:7', 'vm:7', false],
    ['.', 'vm', false],
    ['==', '=', true],
  ])('%j matches the worker %j: %p', (asked, name, isWanted) => {
    expect(wantingWorkers(asked)(name)).toBe(isWanted);
  });

  it('matches names that hold its letters in a row, in any letter case', () => {
    fc.assert(
      fc.property(letters, letters, (text, part) => {
        const [all, wanted] = [[...text], [...part]];
        const isHeld = [...all, ''].some((_, from) =>
          wanted.every((letter, at) => casesOf(letter).includes(all[from + at] ?? '')),
        );
        expect(holdingInAnyCase(part)(text)).toBe(isHeld);
      }),
      { numRuns: 2000 },
    );
  });

  it('matches exactly one worker as =NAME, also when typed', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string(), (name, other) => {
        const worker = filterTyped(textOfFilter({ name: '', worker: onlyWorker(name) }), undefined).worker;
        expect(wantingWorkers(worker ?? '')(name)).toBe(true);
        expect(wantingWorkers(worker ?? '')(other)).toBe(other === name);
      }),
    );
    expect(filterTyped('worker:=', undefined)).toEqual({ name: '' });
  });

  it('suggests each worker once, in order, and a bounded number', () => {
    expect(listedWorkersOf(['b', 'a', 'b'])).toEqual({ names: ['a', 'b'], areMore: false });
    const many = Array.from({ length: mostWorkersTold + 1 }, (_, number) => `vm:${100 + number}`);
    expect(listedWorkersOf(many.toReversed())).toEqual({ names: many.slice(0, -1), areMore: true });
    expect(listedWorkersOf(many.slice(1)).areMore).toBe(false);
    expect(listedWorkersOf([], true).areMore).toBe(true);
  });
});
