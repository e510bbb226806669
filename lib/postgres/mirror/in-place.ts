import { sqlText } from '../../schema/statement.js';
import { PostgresFailure } from '../link/server-connection.js';
import type { ServerInstant } from '../link/server-link.js';
import type { MirroredTable } from './mirrored-table.js';

/**
 * Reads tables as they were at an instant, or throws. The difficulty: a statement looks for rows where they are when it
 * runs, not where the catalog of the transaction's instant says. So a table that was truncated or rewritten since seems
 * to be empty, and so does a partition that was detached, while one that was attached since counts. Throws
 * {@link PostgresFailure} if something like that may have happened: then everything has to be read again before
 * anything is shown.
 *
 * A table that has been read is locked until the transaction ends, so that it can't be truncated or rewritten. So it is
 * enough to check where everything is at the end and, because a detached partition may be back by then, before the
 * first partition is read. Only if a table starts or stops inheriting by itself is that noticed no sooner than by the
 * next read.
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
    // A row that was moved meanwhile may seem to be in two partitions.
    const isTwice = error instanceof PostgresFailure && error.trouble.kind === 'same-ids';
    if (isTwice) await expectInPlace(instant, tables);
    throw error;
  }
}

async function expectInPlace(instant: ServerInstant, tables: readonly MirroredTable[]): Promise<void> {
  // As elements of an array, where quotes aren't doubled as they are in names.
  const names = tables.map(({ written }) => `"${written.replace(/["\\]/g, '\\$&')}"`);
  const heaps = tables.flatMap((table) => table.heaps.map(({ id, file }) => `${id}:${file}`));
  const asked = [`{${names.join(',')}}`, `{${heaps.join(',')}}`];
  const [[isInPlace = null] = []] = await instant.rows(sqlText('postgres/in_place'), asked);
  if (isInPlace !== 't') throw new PostgresFailure({ kind: 'gave-way' });
}
