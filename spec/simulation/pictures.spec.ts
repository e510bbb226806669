import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { Random } from '../../lib/demo/random.js';
import type { PictureRequest } from '../../lib/model/picture.js';
import { DatabaseReader } from '../../lib/snapshot/database-reader.js';
import type { System } from '../../lib/snapshot/files/system.js';
import { ProcessTable } from '../../lib/snapshot/workers/process-table.js';
import { tenJobs } from '../support/ten-jobs.js';
import { somePlacement } from './placement.js';
import { type Content, type Play, playsOf } from './play.js';
import { loadRecordings } from './recording.js';
import { type Conditions, SimulatedSystem } from './simulated-system.js';
import type { World } from './worlds.js';

const queues = loadRecordings().filter(({ name }) => name.startsWith('queue-'));
const request: PictureRequest = { ...tenJobs, after: 100, failures: 3 };
/** The wall clock of every picture: what is said of a job depends on it. */
const now = 1_000_000;
const conditions: Conditions = { start: 0, age: 5000, tick: 4, piece: Infinity, random: new Random(1) };

function readerOf(system: System): DatabaseReader {
  const workers = { host: 'nowhere', processes: new ProcessTable() };
  return new DatabaseReader('db', { clock: () => now, folders: { base: '/', home: null }, system, workers });
}

/** What the reader makes of the files now, as text; what went wrong as words. */
async function shown(reader: DatabaseReader): Promise<string> {
  const result = await reader.read(request);
  if (result.kind === 'problem') return result.problem.code;
  return inspect(
    { ...result.picture, asOf: 0 },
    { depth: null, maxArrayLength: null, maxStringLength: null },
  );
}

/** The picture of a content while nothing is written. */
async function pictureOf({ pages }: Content): Promise<string> {
  const bytes = Buffer.concat(pages);
  const world: World = {
    names: new Map([['db', 1]]),
    files: new Map([[1, { bytes, size: bytes.length, written: 0 }]]),
    isLocked: false,
  };
  const reader = readerOf(new SimulatedSystem([world], conditions));
  const picture = await shown(reader);
  await reader.close();
  return picture;
}

/** Reads at a start, in bursts, and where they left off; each picture must be one of its time, and none older. */
async function readAlong(recorded: Play, pictures: readonly string[], random: Random): Promise<void> {
  const { start, bursts } = somePlacement(recorded, random.whole(1, 3), random);
  const system = new SimulatedSystem(recorded.worlds, { ...conditions, start, random });
  const reader = readerOf(system);
  let last = 0;
  for (const plan of [[], bursts, bursts, []]) {
    const from = system.position;
    system.plan(plan);
    const picture = await shown(reader);
    const to = system.position;
    if (picture === 'busy' && system.world.isLocked) continue;
    const fits = recorded.contents.findIndex(
      (content, state) =>
        state >= last && content.from <= to && content.until >= from && pictures[state] === picture,
    );
    expect({ start, bursts, from, to, picture: fits < 0 ? picture : '' }).toMatchObject({ picture: '' });
    last = fits;
    system.clock += random.pick([0, 100, 2000]);
  }
  await reader.close();
}

describe('the database reader beside a recorded worker', () => {
  it.each(queues)('makes pictures of committed states only: $name', async (recording) => {
    const [recorded] = playsOf(recording);
    if (recorded === undefined) throw new Error('no recording');
    const pictures: string[] = [];
    for (const content of recorded.contents) pictures.push(await pictureOf(content));
    expect(new Set(pictures).size).toBeGreaterThan(5);
    const random = new Random(7);
    for (let count = 0; count < 12; count += 1) await readAlong(recorded, pictures, random);
  });
});
