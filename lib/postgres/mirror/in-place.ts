import { sqlText } from '../../schema/statement.js';
import { PostgresFailure } from '../link/server-connection.js';
import type { ServerInstant } from '../link/server-link.js';
import { type MirroredTable, quoted } from './mirrored-table.js';

/**
 * Reads tables as they were at an instant. What the catalog says at that instant isn't where a statement finds their
 * rows: it looks where they are when it runs. What was emptied since, or written to another file, seems to have none,
 * and so do partitions that were taken away; those that came since count. Throws {@link PostgresFailure} if something of
 * that kind may have happened: then all is to be read once more before anything is shown.
 *
 * What has been read is locked, and can only be added to until the transaction ends. So it is enough to look where
 * everything is at the end and, since a partition that was taken away may be back by then, before the first of them is
 * read. Only that a table begins or ceases to inherit by itself is noticed no sooner than by the next read.
 */
export async function readInPlace<T>(
  instant: ServerInstant,
  tables: readonly MirroredTable[],
  work: () => Promise<T>,
): Promise<T> {
  if (tables.some(({ isParted }) => isParted)) await expectInPlace(instant, tables);
  try {
    const result = await work();
    await expectInPlace(instant, tables);
    return result;
  } catch (error) {
    // A row that was moved may be in two of them.
    const isTwice = error instanceof PostgresFailure && error.trouble.kind === 'same-ids';
    if (isTwice) await expectInPlace(instant, tables);
    throw error;
  }
}

async function expectInPlace(instant: ServerInstant, tables: readonly MirroredTable[]): Promise<void> {
  const names = tables.map(({ written }) => quoted(written.replaceAll('\\', '\\\\')));
  const heaps = tables.flatMap((table) => table.heaps.map(({ id, file }) => `${id}:${file}`));
  const asked = [`{${names.join(',')}}`, `{${heaps.join(',')}}`];
  const [[isInPlace = null] = []] = await instant.rows(sqlText('postgres/in_place'), asked);
  if (isInPlace !== 't') throw new PostgresFailure({ kind: 'gave-way' });
}
