import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { jobs, pageSize, Scene } from './queue-in-log.js';

let scene: Scene;

async function begin(sql: string): Promise<void> {
  scene = await Scene.begin(sql);
}

afterEach(() => scene.end());

const expectRead = async (first?: () => void) =>
  expect(await scene.read(first)).toMatchObject({ kind: 'value', value: scene.expected() });

describe('a walk', () => {
  it('does not read an unchanged page again', async () => {
    await begin(jobs(2000, 20));
    scene.commit('UPDATE cf_processing_queue SET items_processed = 1 WHERE id = 1');
    expect(await scene.pagesOf(() => scene.read())).toBeGreaterThan(200);
    expect(await scene.pagesOf(() => scene.read())).toBe(0);
    for (const id of [1, 700, 1999]) {
      scene.commit(`UPDATE cf_processing_queue SET items_processed = 2 WHERE id = ${id}`);
      expect(await scene.pagesOf(() => expectRead())).toBeLessThan(15);
    }
    scene.commit(jobs(20, 20));
    expect(await scene.pagesOf(() => expectRead())).toBeLessThan(40);
  });

  it('notices a change in overflow pages while their leaf is unchanged', async () => {
    await begin(jobs(20, 20));
    // Within what is decoded, and beyond it.
    for (const length of [3000, 200_000]) {
      scene.commit(
        `UPDATE cf_processing_queue SET error_message = printf('%.*c', ${length}, 'x'), items_processed = 3, items_total = 9 WHERE id = 7`,
      );
      await expectRead();
      for (const processed of [5, 4, 6]) {
        scene.commit(`UPDATE cf_processing_queue SET items_processed = ${processed} WHERE id = 7`);
        await expectRead();
      }
    }
  });

  it('has SQL read unusual rows, and sums numbers that are greater than a column holds', async () => {
    await begin(jobs(100, 20));
    for (const set of [
      ...['items_total = 1 << 33', 'output_size_bytes = (1 << 61) + 1', 'output_size_bytes = 9'],
      ...[
        "items_processed = '5x'",
        'items_total = 2.5',
        'output_size_bytes = 7.5',
        "output_size_bytes = '7x'",
      ],
    ]) {
      scene.commit(`UPDATE cf_processing_queue SET claim_time = x'31', ${set} WHERE id IN (2, 5)`);
      await expectRead();
    }
  });

  it('counts no job twice if branches were read at two instants', async () => {
    await begin(jobs(200, 20));
    for (const count of [10, 28]) scene.commit(jobs(count, 20));
    scene.commit(jobs(64, 20), true);
    let left = true;
    const reading = await scene.read(() => {
      if (left) scene.commit(jobs(10, 20));
      if (left) scene.copy();
      left = false;
    });
    expect(reading).toMatchObject({ kind: 'value', value: scene.expected() });
  });

  it('asks SQL again about a row whose page was written between SQL’s reading and its own, unless it was read ahead', async () => {
    await begin(jobs(200, 20));
    const written = async (sql: string) => {
      let left = true;
      return scene.read(() => {
        if (left) scene.commit(sql);
        if (left) scene.copy();
        left = false;
      });
    };
    // From the second one on its page is among those that are read ahead, which SQL and the walk see alike.
    for (const [turn, again] of [1, 0, 0].entries()) {
      scene.commit('UPDATE cf_processing_queue SET items_processed = 3 WHERE id = 0', true);
      const { accepted, rejected } = scene.live.statistics;
      const before = scene.expected();
      const reading = await written(`UPDATE cf_processing_queue SET claim_time = x'3${turn}' WHERE id = 1`);
      expect(scene.live.statistics).toMatchObject({ accepted: accepted + 1, rejected: rejected + again });
      expect(reading).toMatchObject({ kind: 'value', value: again === 1 ? scene.expected() : before });
    }
  });

  it('is made in portions, none of which is walked twice', async () => {
    await begin(jobs(2500, 300));
    scene.commit('UPDATE cf_processing_queue SET items_processed = 1 WHERE id = 1');
    const pages = scene.database.bytes().length / pageSize;
    let attempts = 0;
    const read = await scene.pagesOf(() =>
      expectRead(() => {
        attempts += 1;
      }),
    );
    expect(attempts).toBeGreaterThan(1);
    expect(read).toBeLessThanOrEqual(pages);
    expect(scene.live.statistics).toMatchObject({ accepted: 1, rejected: 0 });
  });

  it('walks the whole table again, in portions, if it is not known which pages have changed', async () => {
    await begin(jobs(2500, 300));
    scene.commit('UPDATE cf_processing_queue SET items_processed = 1 WHERE id = 1');
    await expectRead();
    scene.commit('UPDATE cf_processing_queue SET items_processed = 7 WHERE id IN (2, 2400)');
    scene.commit('UPDATE cf_processing_queue SET items_processed = 8 WHERE id = 3', true);
    let attempts = 0;
    await expectRead(() => {
      attempts += 1;
    });
    expect(attempts).toBeGreaterThan(1);
  });

  it('includes commits between its portions', async () => {
    await begin(jobs(2500, 300));
    scene.commit('UPDATE cf_processing_queue SET items_processed = 1 WHERE id = 1');
    let attempts = 0;
    const reading = await scene.read(() => {
      attempts += 1;
      if (attempts === 2) {
        scene.commit('UPDATE cf_processing_queue SET items_processed = 7 WHERE id IN (2, 2400)');
        scene.copy();
      }
    });
    expect(attempts).toBeGreaterThan(2);
    expect(reading).toMatchObject({ value: scene.expected() });
  });
});

describe('a table with a damaged page', () => {
  let root: DataView;
  let leaf: DataView;
  let sound: Uint8Array;
  let damaged: Uint8Array;

  beforeEach(async () => {
    await begin(jobs(100, 20));
    sound = scene.database.bytes();
    sound.set([2, 2], 18);
    damaged = Uint8Array.from(sound);
    const [table] = scene.database.all(
      "SELECT rootpage FROM sqlite_schema WHERE name = 'cf_processing_queue'",
    );
    const page = (number: number) => new DataView(damaged.buffer, (number - 1) * pageSize, pageSize);
    root = page(Number(table?.rootpage));
    leaf = page(root.getUint32(root.getUint16(12)));
  });

  const viewed = ({ buffer, byteOffset }: DataView) => new Uint8Array(buffer, byteOffset, pageSize);

  function changePlaces(): void {
    const [first, last] = [root.getUint16(12), root.getUint32(8)];
    root.setUint32(8, root.getUint32(first));
    root.setUint32(first, last);
  }

  const damages: readonly (readonly [name: string, damage: () => void])[] = [
    ['is not a leaf', () => leaf.setUint8(0, 0x0a)],
    ['has a row number twice', () => leaf.setUint16(8, leaf.getUint16(10))],
    ['has changed places with another', changePlaces],
  ];

  it.each([
    ...damages.slice(0, 2),
    ['is the root and like a leaf', () => viewed(root).set(viewed(leaf))],
    ['is the root and holds nothing', () => viewed(root).fill(0)],
    ['is the root and leads to a page that is not there', () => root.setUint32(8, 0xffffffff)],
    ['is the root and leads to page 0', () => root.setUint32(8, 0)],
  ] as const)('is walked again if a page only %s while it is written', async (_, damage) => {
    damage();
    let attempts = 0;
    const tear = () => {
      attempts += 1;
      if (attempts === 1) scene.files.write('db', damaged);
    };
    const mend = () => {
      if (attempts === 1) scene.files.write('db', sound);
    };
    expect(await scene.read(tear, mend)).toMatchObject({ kind: 'value', value: scene.expected() });
    expect(attempts).toBeGreaterThan(1);
    // What was decoded of the first one took no room for good.
    expect(scene.room).toBeLessThan(300);
  });

  it('is walked again if a page could not be read once', async () => {
    for (let turn = 1, isReached = true; isReached; turn += 1) {
      scene.commit(`UPDATE cf_processing_queue SET items_processed = ${turn}`);
      let left = turn;
      scene.files.onLook = ({ call }) => {
        if (call === 'read' && --left === 0) throw Object.assign(new Error('no'), { code: 'EIO' });
      };
      await scene.read();
      isReached = left <= 0;
      scene.files.onLook = () => {};
      await expectRead();
    }
  });

  it('is left to SQL from then on if its pages were proved', async () => {
    damages[0]?.[1]();
    scene.files.write('db', damaged);
    scene.files.clock += 5000;
    expect(await scene.read()).toMatchObject({ problem: { code: 'damaged' } });
    scene.files.write('db', sound);
    scene.files.clock += 5000;
    await expectRead();
  });

  it.each(damages.slice(1))('is damaged as long as a page %s, and read again then', async (_, damage) => {
    await expectRead();
    damage();
    scene.files.write('db', damaged);
    for (const ms of [5000, 5000, 0]) {
      scene.files.clock += ms;
      expect(await scene.read()).toMatchObject({ problem: { code: 'damaged', file: 'db' } });
    }
    scene.files.write('db', sound);
    scene.files.clock += 5000;
    await expectRead();
  });
});
