import type { WalkedPages } from '../attempt/page-source.js';
import { type Answer, AnswerTable, type QueryMemory, type SqlParameters } from '../attempt/query-memory.js';
import type { Answers } from './sqlite-session.js';

/**
 * Query results of one attempt, which are remembered once it is proved; results that weren't requested are
 * dropped.
 */
export class AttemptAnswers implements Answers {
  readonly #changed: ReadonlySet<number> | null;
  readonly #given = new AnswerTable();
  #schema: object | null = null;

  readonly #memory: QueryMemory;

  constructor(attempt: WalkedPages, memory: QueryMemory) {
    this.#memory = memory;

    this.#changed = attempt.changed();
    attempt.whenReusable(() => {
      if (this.#schema !== null) memory.keep(this.#schema, this.#given);
    });
  }

  answer(schema: object, sql: string, parameters: SqlParameters, read: () => Answer): Answer {
    this.#schema = schema;
    const known =
      this.#changed === null ? undefined : this.#memory.answer(schema, sql, parameters, this.#changed);
    const answer = known ?? read();
    this.#given.set(sql, parameters, answer);
    return answer;
  }
}
