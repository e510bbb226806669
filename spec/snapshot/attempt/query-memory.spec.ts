import { beforeEach, describe, expect, it } from '@jest/globals';
import { AnswerTable, QueryMemory } from '../../../lib/snapshot/attempt/query-memory.js';

const schema = {};
const sql = 'SELECT :id';
const nothing: ReadonlySet<number> = new Set();
const answer = (id: number, ...pages: readonly number[]) => ({ rows: [{ id }], pages });

describe('answers that are remembered', () => {
  let memory: QueryMemory;
  const known = (id: number, changed = nothing, of: object = schema) =>
    memory.answer(of, sql, { ':id': id }, changed)?.rows[0]?.id;

  beforeEach(() => {
    const answers = new AnswerTable();
    answers.set(sql, { ':id': 1 }, answer(1, 4, 5));
    answers.set(sql, { ':id': 2 }, answer(2, 6));
    memory = new QueryMemory();
    memory.keep(schema, answers);
  });

  it('are told apart by what was asked', () => {
    expect([known(1), known(2), known(3)]).toEqual([1, 2, undefined]);
    expect(memory.answer(schema, 'SELECT 1', { ':id': 1 }, nothing)).toBeUndefined();
  });

  it('hold in one and the same schema', () => {
    expect(known(1, nothing, {})).toBeUndefined();
    memory.clear();
    expect(known(1)).toBeUndefined();
  });

  it('do not hold where a page that they were read from has changed', () => {
    expect([known(1, new Set([5])), known(2, new Set([5]))]).toEqual([undefined, 2]);
    expect(known(1)).toBe(1);
    memory.forget(new Set([4, 9]));
    expect([known(1), known(2)]).toEqual([undefined, 2]);
  });
});
