import { AnswerTable } from '../../../lib/snapshot/attempt/query-memory.js';
import type { Answers } from '../../../lib/snapshot/sqlite/sqlite-session.js';

/**
 * The rows of single jobs, as long as somebody holds the bytes that they are in: picture after picture of the same
 * bytes has the same jobs, as in a live database that nobody writes to.
 */
export class KeptAnswers {
  readonly #tables = new WeakMap<Uint8Array, AnswerTable>();

  /** What is remembered of a database with these bytes, which nobody may change. */
  of(bytes: Uint8Array): Answers {
    const table = this.#tables.get(bytes) ?? new AnswerTable();
    this.#tables.set(bytes, table);
    return {
      answer: (_schema, sql, parameters, read) => {
        const answer = table.get(sql, parameters) ?? read();
        table.set(sql, parameters, answer);
        return answer;
      },
    };
  }
}
