import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { jobColumns, NameTable } from '../../../lib/snapshot/index/columns/job-columns.js';
import { WorkerTable } from '../../../lib/snapshot/index/columns/worker-table.js';
import { LeafDecoder } from '../../../lib/snapshot/index/decode/leaf-decoder.js';
import { type QueueLayout, queueLayout } from '../../../lib/snapshot/index/decode/queue-layout.js';
import { NotWalkable, RowsOutOfOrder } from '../../../lib/snapshot/index/pages/table-tree.js';
import type { QueueDatabase } from '../queries/queue-database.js';
import { anyQueue, queueOf } from './any-queue.js';
import type { AnyRow } from './any-row.js';
import { type FileForm, FilePages, usualForm } from './queue-file.js';

const slots = 65_536;

/** A queue's pages with what decodes them. */
interface Subject {
  readonly pages: FilePages;
  readonly layout: QueueLayout;
  readonly leaves: readonly number[];
  readonly decoder: LeafDecoder;
}

function subjectOf(database: QueueDatabase): Subject {
  const layout = queueLayout(database);
  if (layout === null) throw new Error('no layout');
  const pages = new FilePages(database.bytes());
  database.close();
  const [names, lineWords] = [new NameTable(), new NameTable()];
  const workers = new WorkerTable();
  const decoder = new LeafDecoder(layout, pages.usable, pages.encoding, { names, workers, lineWords });
  return { pages, layout, leaves: [...pages.leaves(layout.root)], decoder };
}

const into = jobColumns(slots);

/** What a page is decoded to, or why it isn't. */
function outcome({ decoder, pages }: Subject, page: Uint8Array, overflow = pages.page): unknown {
  try {
    const rows = decoder.decode(page, into, 0, overflow);
    return {
      ids: [...into.ids.subarray(0, rows)],
      kinds: [...into.kinds.subarray(0, rows)],
      unusual: [...decoder.unusual],
    };
  } catch (error) {
    return error;
  }
}

/** Rows, or one of the errors that a damaged page may lead to. */
function expectSound(result: unknown): void {
  if (!(result instanceof Error)) return;
  if (!/^there is no page/.test(result.message)) expect(result).toBeInstanceOf(NotWalkable);
}

describe('a damaged page', () => {
  let subjects: Subject[];

  beforeAll(async () => {
    const queues = ['A', 'D', 'untyped', 'A', 'D'].flatMap((making, index) =>
      fc.sample(anyQueue(making), { seed: index, numRuns: 6 }),
    );
    subjects = await Promise.all(queues.map(async (queue) => subjectOf(await queueOf(queue))));
  });

  const change = fc.tuple(
    fc.oneof(
      fc.nat(40),
      fc.nat(65_535),
      fc.nat(600).map((back) => -1 - back),
    ),
    fc.nat(255),
  );

  it('is decoded to rows or refused, and does not affect the next page', () => {
    let rows = 0;
    let refused = 0;
    fc.assert(
      fc.property(
        fc.nat(),
        fc.nat(),
        fc.array(change, { minLength: 1, maxLength: 6 }),
        fc.boolean(),
        (which, leaf, changes, isChain) => {
          const subject = subjects[which % subjects.length] as Subject;
          const sound = subject.pages.page(subject.leaves[leaf % subject.leaves.length] ?? 0);
          const before = outcome(subject, sound);
          const damage = (page: Uint8Array): Uint8Array => {
            const bytes = Uint8Array.from(page);
            for (const [at, byte] of changes) bytes[(at + 65_536 * bytes.length) % bytes.length] = byte;
            return bytes;
          };
          const result = isChain
            ? outcome(subject, sound, (number) => damage(subject.pages.page(number)))
            : outcome(subject, damage(sound));
          expectSound(result);
          if (result instanceof Error) refused += 1;
          else rows += 1;
          expect(outcome(subject, sound)).toEqual(before);
        },
      ),
      { numRuns: 3000 },
    );
    expect(Math.min(rows, refused)).toBeGreaterThan(300);
  });

  it('of random bytes is decoded to rows or refused', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.uint8Array({ minLength: 512, maxLength: 512 }),
        fc.nat(60),
        (which, bytes, cells) => {
          const subject = subjects[which % subjects.length] as Subject;
          const page = new Uint8Array(subject.pages.pageSize);
          page.set(bytes);
          expectSound(outcome(subject, page));
          page.set([13, 0, 0, 0, cells]);
          expectSound(outcome(subject, page));
        },
      ),
      { numRuns: 1000 },
    );
  });
});

describe('a page that contradicts the format', () => {
  let subject: Subject;
  let leaf: Uint8Array;
  const rowsOf = (rows: readonly AnyRow[], form: FileForm = usualForm) =>
    queueOf({ making: 'A', form, before: rows, after: [] }).then(subjectOf);

  async function begin(rows: readonly AnyRow[]): Promise<void> {
    subject = await rowsOf(rows);
    leaf = Uint8Array.from(subject.pages.page(subject.leaves[0] ?? 0));
    expect(outcome(subject, leaf)).not.toBeInstanceOf(Error);
  }
  const view = () => new DataView(leaf.buffer);

  it('has its rows out of order if two of them have changed places or are the same', async () => {
    await begin([
      { id: 1, status: 'RUNNING' },
      { id: 2, status: 'FAILED' },
    ]);
    const [one, two] = [view().getUint16(8), view().getUint16(10)];
    view().setUint16(8, two);
    expect(outcome(subject, leaf)).toBeInstanceOf(RowsOutOfOrder);
    view().setUint16(10, one);
    expect(outcome(subject, leaf)).toBeInstanceOf(RowsOutOfOrder);
  });

  it('with more rows than the columns have room for throws before it writes', async () => {
    await begin([
      { id: 1, status: 'RUNNING' },
      { id: 2, status: 'FAILED' },
    ]);
    const { decoder, pages } = subject;
    expect(() => decoder.decode(leaf, jobColumns(2), 1, pages.page)).toThrow(RangeError);
    expect(decoder.decode(leaf, jobColumns(3), 1, pages.page)).toBe(2);
  });
});

describe('the overflow chain of a row', () => {
  const rows = [{ id: 1, plugin_name: 'p', config_overrides: 'c'.repeat(20_000), status: 'RUNNING' }];
  let subject: Subject;

  beforeAll(async () => {
    subject = subjectOf(await queueOf({ making: 'A', form: usualForm, before: rows, after: [] }));
  });

  const leaf = () => subject.pages.page(subject.leaves[0] ?? 0);
  const pointingTo = (next: number) => (number: number) => {
    const page = Uint8Array.from(subject.pages.page(number));
    new DataView(page.buffer).setUint32(0, next);
    return page;
  };

  it('is read as far as it is needed if it leads back to itself', () => {
    const first = outcome(subject, leaf());
    expect(first).toMatchObject({ ids: [1] });
    const [page = 0] = subject.decoder.chain;
    expect(outcome(subject, leaf(), pointingTo(page))).toMatchObject({ ids: [1] });
  });

  it('throws the error of fetching it, and does not count a page that is gone', () => {
    const gone = new Error('gone');
    const away = () => {
      throw gone;
    };
    expect(outcome(subject, leaf(), away)).toBe(gone);
    expect(subject.decoder.chain).toEqual([]);
  });
});
