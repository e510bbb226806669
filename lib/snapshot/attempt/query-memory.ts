import type { SqlRow } from '../port.js';

/**
 * A query's result, and the pages that it was read from. Page 1 is left out: what it says about the schema is
 * known.
 */
export interface Answer {
  readonly rows: readonly SqlRow[];
  readonly pages: readonly number[];
}

/** Parameters of a statement by name. */
export type SqlParameters = Readonly<Record<string, string | number | null>>;

/**
 * Results by statement and by the values of its parameters. A statement's long text is compared by its cached
 * hash.
 */
export class AnswerTable {
  readonly #answers = new Map<string, Map<string, Answer>>();

  get(sql: string, parameters: SqlParameters): Answer | undefined {
    return this.#answers.get(sql)?.get(valuesOf(parameters));
  }

  set(sql: string, parameters: SqlParameters, answer: Answer): void {
    const known = this.#answers.get(sql);
    if (known === undefined) this.#answers.set(sql, new Map([[valuesOf(parameters), answer]]));
    else known.set(valuesOf(parameters), answer);
  }

  /** Drops the results that were read from one of these pages. */
  dropReadFrom(pages: ReadonlySet<number>): void {
    for (const answers of this.#answers.values()) {
      for (const [values, answer] of answers) if (isReadFrom(answer, pages)) answers.delete(values);
    }
  }
}

/**
 * Results of queries at the known instant. A result stays valid while the schema is the same and none of the pages
 * that it was read from has changed.
 */
export class QueryMemory {
  #schema: object | null = null;
  #answers = new AnswerTable();

  /** A query's remembered result, unless one of these pages was read for it. */
  answer(
    schema: object,
    sql: string,
    parameters: SqlParameters,
    changed: ReadonlySet<number>,
  ): Answer | undefined {
    const answer = schema === this.#schema ? this.#answers.get(sql, parameters) : undefined;
    return answer === undefined || isReadFrom(answer, changed) ? undefined : answer;
  }

  /** Replaces all results by these. */
  keep(schema: object, answers: AnswerTable): void {
    this.#schema = schema;
    this.#answers = answers;
  }

  /** Drops the results that were read from these pages, because they have changed. */
  forget(pages: ReadonlySet<number>): void {
    if (pages.size > 0) this.#answers.dropReadFrom(pages);
  }

  clear(): void {
    this.#schema = null;
    this.#answers = new AnswerTable();
  }
}

function isReadFrom(answer: Answer, pages: ReadonlySet<number>): boolean {
  return pages.size > 0 && answer.pages.some((page) => pages.has(page));
}

function valuesOf(parameters: SqlParameters): string {
  return JSON.stringify(Object.values(parameters));
}
