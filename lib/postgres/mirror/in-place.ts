import { sqlText } from '../../schema/statement.js';
import { PostgresFailure } from '../link/server-connection.js';
import type { AskServer, ServerInstant } from '../link/server-link.js';
import type { MirroredTable } from './mirrored-table.js';
import { BeginAgain } from './part.js';

/**
 * Checks that tables are read as they were at an instant. The difficulty: a statement looks for rows where they are
 * when it runs, not where the catalog of the transaction's instant says. So a table that was truncated or rewritten
 * since seems to be empty, and so does a partition that was detached, while one that was attached since counts. If
 * something like that may have happened, everything has to be read again before anything is shown.
 *
 * A table that has been read is locked until the transaction ends, so that it can't be truncated or rewritten. So it is
 * enough to check where everything is at the end and, because a detached partition may be back by then, before the
 * first partition is read. Only if a table starts or stops inheriting by itself is that noticed no sooner than by the
 * next read.
 */
export class InPlace {
  readonly #ask: AskServer;
  readonly #tables: readonly MirroredTable[];
  readonly #first: Promise<void>;
  /** The check at the end; null while something was asked for after it. */
  #last: Promise<boolean> | null = null;

  /** Sends the first check, if there are partitions. */
  constructor(ask: AskServer, tables: readonly MirroredTable[]) {
    this.#ask = ask;
    this.#tables = tables;
    this.#first = tables.some(({ isParted }) => isParted) ? this.#expect() : Promise.resolve();
    // Whoever reads hears of it.
    this.#first.catch(() => {});
    this.#checkAfter();
  }

  /** Asks the server for something that is read in place. */
  readonly ask: AskServer = (text, values) => {
    this.#checkAfter();
    return this.#ask(text, values);
  };

  /** Sends the check along with all that is asked for in this turn, behind it: it costs no round trip then. */
  #checkAfter(): void {
    this.#last = null;
    queueMicrotask(() => {
      this.#last ??= this.#isInPlace();
      // Whoever reads hears of it.
      this.#last.catch(() => {});
    });
  }

  /**
   * Does work with an instant, between both checks. Throws {@link PostgresFailure} if tables aren't in place before it,
   * and {@link BeginAgain} if they may not have been in the middle of it: rows may be missing from what was read then.
   */
  async during<T>(instant: ServerInstant, work: (instant: ServerInstant) => Promise<T>): Promise<T> {
    await this.#first;
    const end = async () => {
      if (!(await (this.#last ?? this.#isInPlace()))) throw new BeginAgain('tables were not in place');
    };
    try {
      const copy = (text: string) => {
        this.#checkAfter();
        return instant.copy(text);
      };
      const result = await work({ ...instant, rows: this.ask, copy });
      await end();
      return result;
    } catch (error) {
      // A row that was moved meanwhile may seem to be in two partitions.
      const isTwice = error instanceof PostgresFailure && error.trouble.kind === 'same-ids';
      if (isTwice) await end();
      throw error;
    }
  }

  async #expect(): Promise<void> {
    if (!(await this.#isInPlace())) throw new PostgresFailure({ kind: 'gave-way' });
  }

  async #isInPlace(): Promise<boolean> {
    // As elements of an array, where quotes aren't doubled as they are in names.
    const names = this.#tables.map(({ written }) => `"${written.replace(/["\\]/g, '\\$&')}"`);
    const heaps = this.#tables.flatMap((table) => table.heaps.map(({ id, file }) => `${id}:${file}`));
    const asked = [`{${names.join(',')}}`, `{${heaps.join(',')}}`];
    const [[isInPlace = null] = []] = await this.#ask(sqlText('postgres/in_place'), asked);
    return isInPlace === 't';
  }
}
