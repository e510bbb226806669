import type { SqliteWriter } from '../../snapshot/sqlite/sqlite-writer.js';
import type { Row } from '../link/server-connection.js';
import type { AskServer, ServerInstant } from '../link/server-link.js';
import { quotedName } from '../link/server-link.js';
import type { Catalog } from './catalog.js';
import { plainWord } from './job-groups.js';
import type { KeyRanges } from './key-ranges.js';
import type { MirroredRows } from './mirrored-rows.js';
import { statementFor } from './mirrored-table.js';
import { type MirrorWriter, nextOf, oldestOf, type SnapshotStamp, sinceText } from './part.js';

/** The column that says whether a job runs or waits, and these words in any letter case, those of running jobs first. */
interface MovingWords {
  readonly column: string;
  readonly words: readonly string[];
}

/** Those of our own queue: these jobs are the ones that change next. */
const own: MovingWords = {
  column: 'status',
  words: ['STAGED', 'RUNNING', 'DISPATCHING', 'PENDING', 'QUEUED'],
};

/**
 * How many of those jobs are compared in one read, which takes the server some 5 ms. Where there are more, half are the
 * running ones and those that wait with the lowest ids, and the others come in turn.
 */
const mostAtOnce = 6000;
/** How many marks are remembered: while a transaction stays open, each look makes another one. */
const mostMarks = 100;
/** How many rows with the latest times are looked at. */
const latest = 400;

/** A place in the order in which jobs come in turn: the status and the id of the last one. */
interface Place {
  readonly status: string;
  readonly id: string;
}

const start: Place = { status: '', id: '0' };

/** The greatest key that a job had before any transaction of this number or a later one began. */
interface KeyMark {
  readonly key: string;
  readonly next: bigint;
}

const beforeAll: KeyMark = { key: String(-(2n ** 63n)), next: 0n };

/** Jobs to compare by their keys: each time, and in turn; null: they all are compared each time. */
interface KnownJobs {
  readonly each: string;
  readonly inTurn: { readonly keys: string; readonly end: Place | null } | null;
}

interface AskedJobs {
  readonly known: KnownJobs;
  /** The greatest key of the mirror's jobs then. */
  readonly greatest: string;
  readonly answers: Promise<readonly (readonly Row[])[]>;
}

/** What is needed of the ranges that compare all jobs. */
type MovingQueue = Pick<KeyRanges, 'rows' | 'oldest' | 'forgetCounts'>;
/** What a catalog says of the indexes that lead to jobs that have changed. */
type LeadingIndexes = Pick<Catalog, 'hasDispatchIndex' | 'indexedTimes'>;

/**
 * The queued, running and new jobs of a large queue: found by indexes and compared in each read, however long ago all
 * others were compared.
 */
export class MovingJobs {
  /** The mirror's own index of these jobs, on (status, id), and the statuses that it covers. */
  static readonly index = 'mirror_moving';
  static readonly words = own.words;

  readonly #queue: MovingQueue;
  readonly rows: MirroredRows;
  readonly #hasStatus: boolean;
  readonly #words: readonly string[];
  /** SQL of the status, of the key, and of whether a job is one of these. */
  readonly #status: string;
  readonly #key: string;
  readonly #isMoving: string;
  /** An instant since which all of them have been right, and the last one. */
  #right: SnapshotStamp | null = null;
  #looked: SnapshotStamp | null = null;
  #asked: AskedJobs | null = null;
  /**
   * What was the greatest key at earlier looks, as far as it matters: jobs get their keys when they are written, but are
   * seen when their transaction ends, which may be after jobs with greater keys were seen.
   */
  #marks: readonly KeyMark[] = [beforeAll];
  #count = mostAtOnce;
  #isBehind = false;
  /** The last one of those that came in turn, and the instant at which the first one came. */
  #place = start;
  #begun: SnapshotStamp | null = null;

  constructor(queue: MovingQueue, { column, words } = own) {
    this.#queue = queue;
    this.rows = queue.rows;
    const { columns, key } = queue.rows.table;
    this.#hasStatus = columns.some(({ name, kind }) => name === column && kind === 'text');
    this.#words = words.map(plainWord);
    this.#status = quotedName(column);
    this.#key = quotedName(key ?? 'id');
    this.#isMoving = `upper(trim(${this.#status})) IN (${this.#list})`;
  }

  /** About how many of them are compared in each read. */
  get count(): number {
    return this.#count;
  }

  /** Whether there are more new jobs than the last look brought: the next one goes on after them. */
  get isBehind(): boolean {
    return this.#isBehind;
  }

  get #list(): string {
    return this.#words.map((word) => `'${word}'`).join(', ');
  }

  /** The statement that makes the mirror's index of these jobs; null if the server's queue has no status. */
  get creation(): string | null {
    const { name } = this.rows.table;
    return this.#hasStatus
      ? `CREATE INDEX ${MovingJobs.index} ON ${quotedName(name)} (${this.#status}, ${this.#key}) WHERE ${this.#isMoving}`
      : null;
  }

  /** Asks for those of them that have changed, for the next {@link look}, which is at the same instant. */
  askAhead(ask: AskServer, by: LeadingIndexes, mirror: MirrorWriter): void {
    this.#asked = this.#ask(ask, by, mirror);
    // look() awaits it; this only marks the rejection as handled.
    this.#asked.answers.catch(() => {});
  }

  /**
   * Compares them at this instant, which is `now`. Returns what brings them to it: to be called once it is certain that
   * the rows were read in place. Throws what the instant's statements throw.
   */
  async look(
    instant: ServerInstant,
    now: SnapshotStamp,
    by: LeadingIndexes,
    mirror: MirrorWriter,
  ): Promise<() => void> {
    const { known, greatest, answers } = this.#asked ?? this.#ask(instant.rows, by, mirror);
    this.#asked = null;
    const found = await answers;
    return () => {
      this.#adopt(found.flat(), mirror);
      this.#isBehind = beyond(greatest, found[0] ?? []) >= mostAtOnce;
      const since = this.#marks.indexOf(this.#settled);
      const marks = [...this.#marks.slice(since), { key: greatest, next: nextOf(now.snapshot) }];
      // Without one of them, more jobs are looked at than need be.
      this.#marks = marks.length > mostMarks ? marks.toSpliced(1, 1) : marks;
      this.#looked = now;
      this.#begun = known.inTurn === null ? now : (this.#begun ?? now);
      this.#place = known.inTurn?.end ?? start;
      if (this.#place !== start) return;
      this.#right = this.#begun;
      this.#begun = null;
    };
  }

  /** The last mark before all transactions that hadn't ended at the last look. */
  get #settled(): KeyMark {
    const oldest = oldestOf(this.#looked?.snapshot ?? '');
    return this.#marks.findLast(({ next }) => next <= oldest) ?? beforeAll;
  }

  #ask(ask: AskServer, by: LeadingIndexes, mirror: MirrorWriter): AskedJobs {
    const { table } = this.rows;
    const { oldest } = this.#queue;
    const { known, greatest } = mirror.write((writer) => {
      const [[last = null] = []] = writer.rows(
        `SELECT CAST(max(rowid) AS TEXT) FROM ${quotedName(table.name)}`,
      );
      return { known: this.#known(writer), greatest: String(last ?? 0) };
    });
    const { each, inTurn } = known;
    const since = (right: SnapshotStamp | null) => laterOf(right, oldest);
    const looked = since(inTurn === null ? this.#right : this.#looked);
    const unscanned = statementFor('fragments/unscanned', table);
    // Names a column that a table without this index may lack.
    const scanned = by.hasDispatchIndex
      ? statementFor('fragments/scanned', table, { words: this.#list })
      : unscanned;
    const moving = (scan: string, ...values: readonly (string | number)[]) =>
      ask(statementFor('moving', table, { scanned: scan }), values);
    const answers = Promise.all([
      moving(scanned, looked, `{${each}}`, greatest, mostAtOnce, this.#settled.key),
      ...(inTurn === null
        ? []
        : [moving(unscanned, since(this.#right), `{${inTurn.keys}}`, greatest, 0, greatest)]),
      ...by.indexedTimes.map((time) =>
        ask(statementFor('latest_by', table, { time: quotedName(time) }), [looked, latest]),
      ),
    ]);
    return { known, greatest, answers };
  }

  #known(writer: SqliteWriter): KnownJobs {
    if (!this.#hasStatus) return { each: '', inTurn: null };
    const columns = `${this.#status} AS status, ${this.#key} AS id`;
    const moving = `SELECT ${columns} FROM ${quotedName(this.rows.table.name)} INDEXED BY ${MovingJobs.index} WHERE ${this.#isMoving}`;
    const from = `SELECT status, id FROM (${moving}) WHERE true`;
    const keys = (rows: string, ...values: readonly (string | number)[]) => {
      const [[all = null, count = 0] = []] = writer.rows(
        `SELECT group_concat(id), count(*) FROM (${rows})`,
        values,
      );
      return { all: all === null ? [] : [String(all)], count: Number(count) };
    };
    const { all, count } = keys(`${from} LIMIT ?1`, mostAtOnce + 1);
    this.#count = count;
    if (count <= mostAtOnce) return { each: all.join(), inTurn: null };
    const lists: string[] = [];
    let left = mostAtOnce / 2;
    for (const word of this.#present(writer, from)) {
      const first = keys(`${from} AND status = ?1 ORDER BY id LIMIT ?2`, word, left);
      lists.push(...first.all);
      left -= first.count;
    }
    const others = writer.rows(
      `SELECT status, CAST(id AS TEXT) FROM (${from}
         AND (status, id) > (?1, CAST(?2 AS INTEGER)) ORDER BY status, id LIMIT ?3)`,
      [this.#place.status, this.#place.id, mostAtOnce / 2],
    );
    const [status, id] = others.at(-1) ?? [];
    const end = others.length < mostAtOnce / 2 ? null : { status: String(status), id: String(id) };
    return { each: lists.join(), inTurn: { keys: others.map(([, key]) => String(key)).join(), end } };
  }

  /** The statuses that these jobs have in the mirror, those of running ones first. */
  #present(writer: SqliteWriter, from: string): readonly string[] {
    const present: string[] = [];
    for (let word = ''; ; ) {
      const [[next = null] = []] = writer.rows(`SELECT min(status) FROM (${from} AND status > ?1)`, [word]);
      if (next === null) break;
      word = String(next);
      present.push(word);
    }
    const rank = (word: string) => this.#words.indexOf(plainWord(word));
    return present.sort((one, other) => rank(one) - rank(other));
  }

  #adopt(found: readonly Row[], mirror: MirrorWriter): void {
    const gone = found.flatMap(([keys]) => (keys ?? '').replace(/[{}]/g, '').split(',').filter(Boolean));
    const changed = found.map((row) => row.slice(1)).filter(([key]) => key !== null);
    if (gone.length === 0 && changed.length === 0) return;
    mirror.write((writer) => {
      this.rows.remove(writer, gone);
      this.rows.fill(writer, changed);
    });
    this.#queue.forgetCounts([...gone, ...changed.map(([key]) => key ?? '')]);
  }
}

/** How many of these rows have keys beyond this one. */
function beyond(greatest: string, found: readonly Row[]): number {
  const last = BigInt(greatest);
  return found.filter(([, key = null]) => key !== null && BigInt(key) > last).length;
}

/** Since when rows may have been written that the mirror lacks, if it was right at each of two instants. */
function laterOf(one: SnapshotStamp | null, other: SnapshotStamp | null): string {
  if (one === null || other === null) return sinceText(one ?? other ?? { snapshot: '', at: 0 });
  return sinceText(one.at > other.at ? one : other);
}
