import type { Row } from '../link/server-connection.js';
import type { AskServer, ServerInstant } from '../link/server-link.js';
import { type KeyRanges, rowsAt } from './key-ranges.js';
import type { MirroredRows } from './mirrored-rows.js';
import { quoted, statementFor } from './mirrored-table.js';
import type { MirrorPen } from './part.js';

/** The statuses of queued and running jobs, as workers write them: these jobs are the ones that change next. */
const words = ['STAGED', 'RUNNING', 'QUEUED', 'PENDING', 'DISPATCHING'];
const list = words.map((word) => `'${word}'`).join(', ');

/** At most this many of those jobs, and of new ones, are compared each time. */
const most = 2000;
/** For each status, how many of the jobs that come first in the workers' index. */
const perWord = 500;

/** The keys of these jobs in the mirror, and the versions of their rows on the server, as asked for. */
interface AskedVersions {
  readonly known: readonly string[];
  readonly versions: Promise<readonly (readonly Row[])[]>;
}

/**
 * The queued, running and new jobs of a large queue: found by indexes and compared each time, however long ago all
 * others were compared.
 */
export class MovingJobs {
  /** The mirror's own index of these jobs, on (status, id), and the statuses that it covers. */
  static readonly index = 'mirror_moving';
  static readonly words: readonly string[] = words;

  readonly #queue: KeyRanges;
  readonly rows: MirroredRows;
  readonly #hasDispatchIndex: boolean;
  readonly #hasWords: boolean;
  /** The versions of the rows that the mirror has, by key. */
  #seen: ReadonlyMap<string, string> = new Map();
  #asked: AskedVersions | null = null;

  constructor(queue: KeyRanges, hasDispatchIndex: boolean) {
    this.#queue = queue;
    this.rows = queue.rows;
    this.#hasDispatchIndex = hasDispatchIndex;
    this.#hasWords = queue.rows.table.columns.some(({ name }) => name === 'status');
  }

  /** The statement that makes the mirror's index of these jobs; null if the server's queue has no status. */
  get creation(): string | null {
    const { name } = this.rows.table;
    return this.#hasWords
      ? `CREATE INDEX ${MovingJobs.index} ON ${quoted(name)} (status, id) WHERE status IN (${list})`
      : null;
  }

  /** Asks for the present versions of these jobs, for the next {@link look}, which is at the same instant. */
  askAhead(ask: AskServer, pen: MirrorPen): void {
    this.#asked = this.#ask(ask, pen);
    // Whoever looks hears of it.
    this.#asked.versions.catch(() => {});
  }

  /** Brings these jobs to this instant. Throws what the instant's statements throw. */
  async look(instant: ServerInstant, pen: MirrorPen): Promise<void> {
    const { known, versions } = this.#asked ?? this.#ask(instant.rows, pen);
    this.#asked = null;
    await this.#adopt(instant, known, (await versions).flat(), pen);
  }

  #ask(ask: AskServer, pen: MirrorPen): AskedVersions {
    const { table } = this.rows;
    const { known, greatest, present } = pen.write((writer) => {
      const moving = this.#hasWords
        ? writer.rows(
            `SELECT CAST(id AS TEXT) FROM ${quoted(table.name)} INDEXED BY mirror_moving
             WHERE status IN (${list}) ORDER BY status DESC, id DESC LIMIT ${most}`,
          )
        : [];
      const [last] = writer.rows(`SELECT CAST(max(rowid) AS TEXT) FROM ${quoted(table.name)}`);
      return {
        known: moving.map(([key]) => String(key)),
        greatest: last?.[0] === null || last === undefined ? '0' : String(last[0]),
        // A word that no row has may not be a valid value of the column, and the server would refuse it.
        present: this.#hasWords
          ? words.filter(
              (word) =>
                writer.rows(
                  `SELECT 1 FROM ${quoted(table.name)} INDEXED BY mirror_moving WHERE status IN (${list}) AND status = '${word}' LIMIT 1`,
                ).length > 0,
            )
          : [],
      };
    });
    const asked = [`{${known.join(',')}}`, greatest, most];
    const versions = Promise.all([
      ask(statementFor('versions_of', table), asked),
      ...(this.#hasDispatchIndex ? present : []).map((word) =>
        ask(statementFor('versions_saying', table), [word, perWord]),
      ),
    ]);
    return { known, versions };
  }

  async #adopt(
    instant: ServerInstant,
    known: readonly string[],
    versions: readonly Row[],
    pen: MirrorPen,
  ): Promise<void> {
    const there = new Map<string, string>();
    const changed = new Map<string, string>();
    for (const [key, place, by] of versions) {
      const version = `${place} ${by}`;
      there.set(key ?? '', version);
      if (this.#seen.get(key ?? '') !== version) changed.set(key ?? '', place ?? '');
    }
    const gone = known.filter((key) => !there.has(key));
    const read = await rowsAt(instant, this.rows, [...changed.values()]);
    if (gone.length > 0 || read.length > 0) {
      pen.write((writer) => {
        this.rows.remove(writer, gone);
        this.rows.fill(writer, read);
      });
      this.#queue.forgetCounts([...gone, ...changed.keys()]);
    }
    this.#seen = there;
  }
}
