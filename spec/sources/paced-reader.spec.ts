import { afterEach, describe, expect, it } from '@jest/globals';
import { everyJob } from '../../lib/model/filter.js';
import { jobInWords } from '../../lib/model/job.js';
import type { Picture, PictureRequest } from '../../lib/model/picture.js';
import type { ReadResult } from '../../lib/snapshot/port.js';
import { MergedReader } from '../../lib/sources/merged-reader.js';
import { countsAlone } from '../../lib/sources/source.js';
import { asOf } from '../snapshot/queries/queue-database.js';
import { HandClock } from '../support/hand-clock.js';
import { done, failed, type QueueSource, type Row, sourcesOf, top } from './queues.js';

/** Several databases in memory, each of which can be held up, on a clock that is moved by hand. */
class PacedDatabases extends HandClock {
  news = 0;
  /** What the readings of each wait for, by name. */
  readonly gates = new Map<string, Promise<void>>();
  readonly reader: MergedReader;

  constructor(
    readonly sources: readonly QueueSource[],
    lane: string | null = 'this host',
  ) {
    super(0, 5);
    this.reader = new MergedReader(
      sources.map(({ name, path, reader }) => ({
        name,
        path,
        ...(lane === null ? {} : { lane }),
        reader: {
          ...reader,
          read: async (request: PictureRequest): Promise<ReadResult> => {
            await this.gates.get(name);
            return reader.read(request);
          },
        },
      })),
      () => asOf + this.time,
      {
        clock: { steady: () => this.time, spent: () => 0, after: (ms, action) => this.after(ms, action) },
        atFullSpeed: () => false,
        onNews: () => {
          this.news += 1;
        },
      },
    );
  }

  static async of(
    queues: Readonly<Record<string, readonly Row[]>>,
    lane: string | null = 'this host',
  ): Promise<PacedDatabases> {
    return new PacedDatabases(await sourcesOf(queues, 'none'), lane);
  }

  /** Holds up the readings of one of them; returns what lets them go on. */
  holdUp(name: string): () => void {
    let open = () => {};
    this.gates.set(
      name,
      new Promise<void>((resolve) => {
        open = resolve;
      }),
    );
    return open;
  }

  /** Reads as the app does, letting time pass until there is an answer. */
  async read(request: Partial<PictureRequest> = {}, within = 10_000): Promise<Picture> {
    let result: ReadResult | null = null;
    void this.reader.read({ ...top, ...request }).then((its) => {
      result = its;
    });
    const until = this.time + within;
    while (result === null && this.time < until) await this.pass(10);
    const answer = result as ReadResult | null;
    if (answer === null) throw new Error(`no picture within ${within} ms`);
    if (answer.kind === 'problem') throw new Error(answer.problem.sentence);
    return answer.picture;
  }

  /** A job is added to one of them, and its watch says so. */
  add(name: string, row: Row): void {
    const source = this.sources.find((each) => each.name === name);
    if (source === undefined) return;
    source.database.add({ plugin_name: 'fix', ...row });
    source.changes += 1;
    this.reader.changed(name);
  }
}

/** How long a reading goes on that never ends by itself. */
const never = new Promise<void>(() => {});

let scene: PacedDatabases | null = null;

afterEach(() => {
  for (const { database } of scene?.sources ?? []) database.close();
  scene = null;
});

const idsIn = ({ window }: Picture) => window.jobs.map(({ id }) => jobInWords(id));
const said = ({ databases = [] }: Picture) =>
  databases.map(({ name, counts, problem, isListed, isIncluded }) => [
    name,
    counts === null ? null : counts.failed + counts.complete,
    problem?.code ?? null,
    isListed,
    isIncluded,
  ]);

describe('the first picture of several databases', () => {
  it('has the jobs of counted databases, and no sums before all are counted', async () => {
    scene = await PacedDatabases.of({
      alpha: [failed(1, 10)],
      beta: [failed(1, 20), done(2, 5)],
      gamma: [done(1, 7)],
    });
    const open = scene.holdUp('beta');
    const request = { causes: { sampleOf: null }, pipeline: true, rows: everyJob };
    const first = await scene.read(request, 200);
    expect(idsIn(first)).toEqual(['job 1 of alpha']);
    expect([first.counts, first.totals, first.failedMatching, first.causes, first.rows]).toEqual([
      null,
      null,
      null,
      null,
      null,
    ]);
    expect([first.pipeline, first.types]).toEqual([undefined, undefined]);
    // One after the other: what the same thread counts holds up the rest of it.
    expect(said(first)).toEqual([
      ['alpha', 1, null, true, true],
      ['beta', null, null, false, false],
      ['gamma', null, null, false, false],
    ]);
    open();
    let whole = await scene.read(request);
    while (whole.counts === null) whole = await scene.read(request);
    expect(idsIn(whole)).toEqual(['job 1 of beta', 'job 1 of alpha', 'job 1 of gamma', 'job 2 of beta']);
    expect(whole.counts).toMatchObject({ failed: 2, complete: 2 });
    expect(whole.causes?.failed).toBe(2);
  });

  it('comes again after 200 ms while nothing new is counted', async () => {
    scene = await PacedDatabases.of({ alpha: [failed(1, 10)], beta: [failed(1, 20)] });
    scene.holdUp('beta');
    await scene.read();
    const before = scene.time;
    await scene.read();
    expect(scene.time - before).toBeGreaterThanOrEqual(200);
    expect(scene.time - before).toBeLessThan(250);
  });

  it('has the problem of one damaged database while another one is being counted', async () => {
    scene = await PacedDatabases.of({ alpha: [failed(1, 10)], beta: [failed(1, 20)] });
    const [alpha] = scene.sources;
    if (alpha !== undefined) alpha.isBroken = true;
    const open = scene.holdUp('beta');
    const first = await scene.read();
    expect([first.counts, idsIn(first)]).toEqual([null, []]);
    expect(said(first)[0]).toEqual(['alpha', null, 'damaged', false, false]);
    open();
    expect((await scene.read()).counts?.failed).toBe(1);
  });

  it('is made before the next database takes up the thread', async () => {
    scene = await PacedDatabases.of({
      alpha: [failed(1, 10)],
      beta: [failed(1, 20)],
      gamma: [failed(1, 30)],
    });
    const [, , gamma] = scene.sources;
    const openBeta = scene.holdUp('beta');
    const reading = scene.read();
    await scene.pass(50);
    const openAlpha = scene.holdUp('alpha');
    await scene.pass(100);
    openBeta();
    await scene.pass(50);
    expect(gamma?.requests).toEqual([]);
    openAlpha();
    await reading;
    await scene.pass(50);
    expect(gamma?.requests.length).toBeGreaterThan(0);
  });

  it('has sums where the only database that is listed is counted', async () => {
    scene = await PacedDatabases.of({ alpha: [failed(1, 10)], beta: [failed(1, 20)] });
    scene.holdUp('beta');
    const alone = await scene.read({ filter: { ...everyJob, database: 'alpha' } });
    expect(alone.counts?.failed).toBe(1);
    const other = await scene.read({ filter: { ...everyJob, database: 'beta' } });
    expect([other.counts, idsIn(other)]).toEqual([null, []]);
  });

  it('leaves out a database that does not answer for 2 s; the others are counted', async () => {
    scene = await PacedDatabases.of(
      { alpha: [failed(1, 10)], beta: [failed(1, 20)], gamma: [done(1, 7)] },
      null,
    );
    const open = scene.holdUp('beta');
    await scene.read();
    await scene.pass(2000);
    const without = await scene.read();
    expect(without.counts).toMatchObject({ failed: 1, complete: 1 });
    expect(said(without)[1]).toEqual(['beta', null, 'silent', false, false]);
    const { news } = scene;
    open();
    await scene.pass(10);
    expect(scene.news).toBeGreaterThan(news);
    expect((await scene.read()).counts?.failed).toBe(2);
  });
});

describe('a picture of several databases that change', () => {
  it('does not wait for a database that does not answer, and keeps its last jobs', async () => {
    scene = await PacedDatabases.of({ alpha: [failed(1, 10)], beta: [failed(1, 20)] });
    await scene.read();
    scene.gates.set('beta', never);
    scene.add('beta', failed(2, 30));
    scene.add('alpha', failed(2, 40));
    await scene.pass(10);
    const { time } = scene;
    const picture = await scene.read({}, 50);
    expect(scene.time - time).toBeLessThanOrEqual(20);
    expect(idsIn(picture)).toEqual(['job 2 of alpha', 'job 1 of beta', 'job 1 of alpha']);
    await scene.pass(2000);
    const later = await scene.read({}, 50);
    expect(said(later)).toEqual([
      ['alpha', 2, null, true, true],
      ['beta', 1, 'silent', true, true],
    ]);
  });

  it('waits once, for 2 s at most, for jobs that a silent database has to be asked for', async () => {
    const rows = Array.from({ length: 60 }, (_, index) => done(index + 1, index));
    scene = await PacedDatabases.of({ alpha: rows, beta: rows });
    await scene.read();
    scene.gates.set('beta', never);
    const { time } = scene;
    const far = await scene.read({ anchor: { kind: 'last' }, before: 20 });
    expect(scene.time - time).toBeLessThanOrEqual(2050);
    expect(far.window.jobs.every(({ database }) => database === 'alpha')).toBe(true);
    expect(said(far)[1]).toEqual(['beta', 60, 'silent', false, true]);
    const since = scene.time;
    await scene.read({ anchor: { kind: 'index', index: 30 } });
    expect(scene.time - since).toBeLessThanOrEqual(20);
  });

  it('comes without a question to databases that have not changed', async () => {
    const rows = Array.from({ length: 60 }, (_, index) => done(index + 1, index));
    scene = await PacedDatabases.of({ alpha: rows, beta: rows, gamma: rows });
    await scene.read();
    const asked = scene.sources.map(({ requests }) => requests.length);
    for (let id = 101; id < 105; id += 1) {
      scene.add('alpha', failed(id, id));
      await scene.pass(300);
      await scene.read();
    }
    const [alpha = 0, ...others] = scene.sources.map(
      ({ requests }, index) => requests.length - (asked[index] ?? 0),
    );
    expect(others).toEqual([0, 0]);
    expect(alpha).toBeLessThanOrEqual(8);
  });

  it('has the time since which a changed database has not been read', async () => {
    scene = await PacedDatabases.of({ alpha: [failed(1, 10)], beta: [failed(1, 20)] });
    await scene.read();
    const open = scene.holdUp('beta');
    scene.add('beta', failed(2, 30));
    await scene.pass(10);
    scene.add('beta', failed(3, 31));
    await scene.pass(1500);
    const old = await scene.read();
    expect(old.databases?.[1]?.overtakenSince).toBeGreaterThanOrEqual(asOf);
    open();
    await scene.pass(300);
    const fresh = await scene.read();
    expect(fresh.databases?.[1]).not.toHaveProperty('overtakenSince');
    expect(fresh.counts?.failed).toBe(4);
  });

  it('has what somebody of ours has just written at once', async () => {
    scene = await PacedDatabases.of({ alpha: [failed(1, 10)], beta: [failed(1, 20)] });
    await scene.read();
    const [alpha] = scene.sources;
    alpha?.database.add({ plugin_name: 'fix', ...done(2, 30) });
    scene.reader.readNow('alpha');
    expect((await scene.read()).counts?.complete).toBe(1);
  });

  it('is answered with what there is when its reader is closed while the first count is under way', async () => {
    scene = await PacedDatabases.of({ alpha: [failed(1, 10)] });
    scene.gates.set('alpha', never);
    let isAnswered = false;
    void scene.reader.read(countsAlone).then(() => {
      isAnswered = true;
    });
    await scene.pass(10);
    expect(isAnswered).toBe(false);
    void scene.reader.close();
    await scene.pass(10);
    expect(isAnswered).toBe(true);
  });

  it('leaves no timer behind when its reader is closed', async () => {
    scene = await PacedDatabases.of({ alpha: [failed(1, 10)], beta: [failed(1, 20)] });
    const open = scene.holdUp('beta');
    void scene.read();
    await scene.pass(150);
    scene.add('alpha', failed(2, 30));
    const closing = scene.reader.close();
    open();
    await scene.pass(50);
    await closing;
    expect(scene.alarms.size).toBe(0);
  });
});
