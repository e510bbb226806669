import { beforeEach, describe, expect, it } from '@jest/globals';
import { AnswerTable, QueryMemory } from '../../../lib/snapshot/attempt/query-memory.js';

const schema = {};
const sql = 'SELECT :id';
const nothing: ReadonlySet<number> = new Set();
const answer = (id: number, ...pages: readonly number[]) => ({ rows: [{ id }], pages });

describe('a remembered query result', () => {
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

  it('holds for its statement and its parameters only', () => {
    expect([known(1), known(2), known(3)]).toEqual([1, 2, undefined]);
    expect(memory.answer(schema, 'SELECT 1', { ':id': 1 }, nothing)).toBeUndefined();
  });

  it('holds in the same schema only, until the memory is cleared', () => {
    expect(known(1, nothing, {})).toBeUndefined();
    memory.clear();
    expect(known(1)).toBeUndefined();
  });

  it('does not hold once a page that it was read from has changed', () => {
    expect([known(1, new Set([5])), known(2, new Set([5]))]).toEqual([undefined, 2]);
    expect(known(1)).toBe(1);
    memory.forget(new Set([4, 9]));
    expect([known(1), known(2)]).toEqual([undefined, 2]);
  });
});
