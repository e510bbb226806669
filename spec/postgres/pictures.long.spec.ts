import { expect } from '@jest/globals';
import type { ReadResult, SnapshotReader } from '../../lib/snapshot/port.js';
import { needs } from '../support/needs.js';
import { layouts } from '../support/postgres-partitions.js';
import { sharedServer } from '../support/shared-server.js';
import { testFolder } from '../support/test-folder.js';
import { requests } from './requests.js';
import { fileReaderOf, makeQueue, now, readerOf, readersOfSame, readWhole, top } from './same-rows.js';
import { scene } from './scene.js';

const { describe, it } = needs('postgres');

const minute = 60_000;

type Pictures = Readonly<Record<string, ReadResult>>;

/** What a reader shows for each request. */
async function picturesOf(reader: SnapshotReader): Promise<Pictures> {
  // The first picture may come before all is known.
  await reader.read(top);
  const shown: Record<string, ReadResult> = {};
  for (const [name, request] of Object.entries(requests)) {
    const result = await readWhole(reader, request);
    expect([name, result.kind]).toEqual([name, 'picture']);
    shown[name] = result;
  }
  return shown;
}

describe('A picture of a queue in PostgreSQL', () => {
  const server = sharedServer();
  let ofFile: Promise<Pictures> | null = null;
  /** What the rows with all additions show in a file, however a server divides them. */
  const shownByFile = async () =>
    picturesOf(await fileReaderOf(testFolder(), { version: 'D', migrated: 'all' }, scene(true)));

  it('equals that of the same rows in a file, in version D without additions', async () => {
    const tables = { version: 'D', migrated: 'none', schema: 'd_none' } as const;
    const { file, there } = await readersOfSame(testFolder(), server, tables, scene(false));
    expect(await picturesOf(there)).toEqual(await picturesOf(file));
  });

  it.each(layouts)('equals that of a file, in several tables, %s', async (layout) => {
    const schema = `d_${layout.replaceAll(' ', '_')}`;
    await server.with((client) =>
      makeQueue(client, { version: 'D', migrated: 'all', schema, layout }, scene(true)),
    );
    const { reader } = readerOf(server, schema);
    ofFile ??= shownByFile();
    expect(await picturesOf(reader)).toEqual(await ofFile);
  });

  it.each(['text', 'timestamptz'] as const)('equals that of a file, with times as %s', async (times) => {
    const { cf_processing_queue: rows = [] } = scene(false);
    const jobs = rows.map((row) => {
      const { lease_token, lease_owner, lease_expires_at, dispatch_ack_at, ...job } = row;
      const timed = ['claim_time', 'end_time', 'scheduled_at'] as const;
      const written = timed.map((name) => [
        name,
        job[name] === null ? null : new Date(Number(job[name])).toISOString(),
      ]);
      return { ...job, ...Object.fromEntries(written) };
    });
    const tables = { version: 'C', times, schema: `c_${times}` } as const;
    const { file, there } = await readersOfSame(testFolder(), server, tables, { cf_processing_queue: jobs });
    await there.read(top);
    for (const request of [
      top,
      { ...top, since: { at: now - 30 * minute, knownCauses: [] }, crossed: true },
    ]) {
      const [one, other] = [await readWhole(file, request), await readWhole(there, request)];
      expect(withoutMarks(other)).toEqual(withoutMarks(one));
    }
  });
});

/** What a write compares depends on how a time is written. */
function withoutMarks(result: unknown): unknown {
  return JSON.parse(
    JSON.stringify(result, (name, value) =>
      name === 'workerMark' ? undefined : typeof value === 'bigint' ? String(value) : value,
    ),
  );
}
