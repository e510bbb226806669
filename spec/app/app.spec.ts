import { beforeEach, describe, expect, it } from '@jest/globals';
import { JobsViewApp } from '../../lib/app/app.js';
import { keymap } from '../../lib/machine/keymap/keymap.js';
import type { Found, PictureRequest } from '../../lib/model/picture.js';
import { problemOf } from '../../lib/snapshot/files/read-failure.js';
import type { ReadResult } from '../../lib/snapshot/port.js';
import type { Frame } from '../../lib/view/frame.js';
import { idlePorts } from '../support/idle-ports.js';
import { countingPictureOf, drawn, now, pictureOf, sceneJobs } from '../view/scene.js';

/** A read that the spec answers when it likes. */
interface PendingRead {
  readonly request: PictureRequest;
  answer(result: ReadResult): Promise<void>;
}

interface Timer {
  readonly milliseconds: number;
  readonly action: () => void;
}

/** The world of one app: everything it did to it. */
class World {
  /** Whether a frame looks like the one before it. */
  isStill = false;
  readonly reads: PendingRead[] = [];
  readonly timers = new Set<Timer>();
  readonly frames: Frame[] = [];
  readonly done: string[] = [];
  changed = () => {};
  hampered = (_sentence: string, _detail?: string) => {};
  readonly notes: string[] = [];
  time = now;
  steady = 0;

  readonly app = new JobsViewApp(
    {
      ...idlePorts,
      reader: {
        read: (request) =>
          new Promise((resolve) => {
            this.reads.push({
              request,
              answer: async (result) => {
                resolve(result);
                await settled();
              },
            });
          }),
        look: async () => 'look',
        close: async () => {
          this.done.push('reader closed');
        },
      },
      watch: (_, onChange, onNotice) => {
        this.changed = onChange;
        this.hampered = onNotice;
        return {
          start: async () => {},
          close: async () => {
            this.done.push('watch closed');
          },
        };
      },
      display: {
        update: (frame) => this.frames.push(frame) > 0 && !this.isStill,
        redraw: () => this.done.push('redrawn'),
        destroy: () => {},
      },
      clock: {
        now: () => this.time,
        steady: () => this.steady,
        after: (milliseconds, action) => {
          const timer = { milliseconds, action };
          this.timers.add(timer);
          return () => this.timers.delete(timer);
        },
      },
      appearance: {
        unicode: true,
        home: null,
        databaseLabel: '/data/jobs.sqlite3',
        host: 'worker-1',
        keys: keymap,
      },
      suspend: () => this.done.push('suspended'),
      remember: () => 'It is forgotten',
      diagnostics: { note: (event, details) => this.notes.push(`${event} ${JSON.stringify(details ?? {})}`) },
    },
    { columns: 80, rows: 24 },
  );

  /** A change after a time in which there was none. */
  changedAtLast(): void {
    this.steady += 1000;
    this.changed();
  }

  screen(): string {
    const frame = this.frames.at(-1);
    return frame === undefined ? '' : drawn(frame);
  }

  timerOf(milliseconds: number): Timer | undefined {
    return [...this.timers].find((timer) => timer.milliseconds === milliseconds);
  }
}

/** Lets everything that is already resolved run. */
/** What is under way has had its turn, and what that asked for has begun. */
const settled = () => new Promise<void>((resolve) => setImmediate(() => setImmediate(resolve)));

const good: ReadResult = { kind: 'picture', picture: pictureOf(sceneJobs) };
const busy: ReadResult = { kind: 'problem', problem: problemOf('busy', '/data/jobs.sqlite3') };
const missing: ReadResult = { kind: 'problem', problem: problemOf('missing', '/data/jobs.sqlite3') };

describe('the app at its start', () => {
  it('says how much has been read as soon as it is told', async () => {
    const world = new World();
    await world.app.start();
    expect(world.screen()).toContain('Reading the database…');
    world.app.noteProgress({ bytesRead: 340e6, databaseBytes: 1.1e9 });
    expect(world.screen()).toContain('Counting the jobs…');
    expect(world.screen()).toContain('Read 340 MB of 1.1 GB');
    const stopping = world.app.stop();
    await world.reads[0]?.answer(good);
    await stopping;
  });
});

describe('the app', () => {
  let world: World;

  /** The first two reads are the start's: one at once, one when the watch stands. */
  beforeEach(async () => {
    world = new World();
    await world.app.start();
    await world.reads[0]?.answer(good);
    await world.reads[1]?.answer(good);
    world.reads.length = 0;
  });

  it('shows what was read', () => {
    expect(world.screen()).toContain('✗ PARSE    fix_parser v1.2');
  });

  it('reads nothing when nothing changed, however often the clock ticks', async () => {
    for (let tick = 0; tick < 5; tick += 1) {
      world.timerOf(1000)?.action();
      await settled();
    }
    expect(world.reads).toEqual([]);
  });

  it('ticks every five seconds once nothing on the screen counts seconds, and every second when something does', async () => {
    const tick = (milliseconds: number) => {
      const timer = world.timerOf(milliseconds);
      expect(timer).toBeDefined();
      if (timer === undefined) return;
      world.timers.delete(timer);
      timer.action();
    };
    world.isStill = true;
    for (let count = 0; count < 5; count += 1) tick(1000);
    expect(world.timerOf(1000)).toBeUndefined();
    tick(5000);
    world.isStill = false;
    tick(5000);
    expect(world.timerOf(5000)).toBeUndefined();
    tick(1000);
    world.isStill = true;
    for (let count = 0; count < 5; count += 1) tick(1000);
    expect(world.timerOf(5000)).toBeDefined();
    world.isStill = false;
    world.app.key('?');
    expect(world.timerOf(5000)).toBeUndefined();
    expect(world.timerOf(1000)).toBeDefined();
  });

  it('reads on at once while the queue is still being counted, whatever it takes', async () => {
    world.changedAtLast();
    world.steady += 5000;
    await world.reads[0]?.answer({ kind: 'picture', picture: countingPictureOf(sceneJobs) });
    expect(world.screen()).toContain('│  counting…  ');
    expect(world.reads).toHaveLength(2);
    await world.reads[1]?.answer(good);
    expect(world.screen()).toContain('1 failed');
    expect(world.reads).toHaveLength(2);
  });

  it('reads on at once until a search is done, and shows meanwhile what it has found', async () => {
    const foundBy = async (found: Found) => {
      const read = world.reads.at(-1);
      await read?.answer({ kind: 'picture', picture: { ...pictureOf(sceneJobs), found } });
    };
    world.app.key('/');
    world.app.key('e');
    await settled();
    const begun = world.reads.length;
    expect(world.reads.at(-1)?.request.anchor).toMatchObject({ kind: 'match', text: 'e' });
    await foundBy({ index: null, nth: null, matches: 0, searched: 0.2 });
    expect(world.screen()).toContain('no match so far, 20%');
    expect(world.reads.length).toBe(begun + 1);
    await foundBy({ index: 2, nth: null, matches: 7, searched: 0.4 });
    expect(world.screen()).toContain('7 matches so far, 40%');
    expect(world.app.state.selection.index).toBe(2);
    expect(world.reads.length).toBe(begun + 2);
    await foundBy({ index: 2, nth: 2, matches: 9 });
    expect(world.screen()).toContain('2/9 matches');
    expect(world.reads.length).toBe(begun + 2);
  });

  it('asks for no more of a search that is given up', async () => {
    world.app.key('/');
    world.app.key('e');
    await settled();
    const found = { index: 2, nth: null, matches: 7, searched: 0.4 };
    await world.reads.at(-1)?.answer({ kind: 'picture', picture: { ...pictureOf(sceneJobs), found } });
    world.app.key('Escape');
    await world.reads.at(-1)?.answer({ kind: 'picture', picture: { ...pictureOf(sceneJobs), found } });
    expect(world.reads.at(-1)?.request.anchor.kind).not.toBe('match');
    await world.reads.at(-1)?.answer({ kind: 'picture', picture: pictureOf(sceneJobs) });
    expect(world.screen()).not.toContain('so far');
    const { length } = world.reads;
    await settled();
    expect(world.reads.length).toBe(length);
  });

  it('reads for a key at once, however long the last read took', async () => {
    world.changedAtLast();
    world.steady += 5000;
    await world.reads[0]?.answer(good);
    world.changed();
    world.app.refresh();
    await settled();
    expect(world.reads).toHaveLength(1);
    world.app.key('m');
    expect(world.reads).toHaveLength(2);
  });

  it('tells the age of what a change has overtaken, as long as the read takes, and only if that is long', async () => {
    world.changedAtLast();
    world.time += 2000;
    world.timerOf(1000)?.action();
    expect(world.screen()).not.toContain('as of');
    world.time += 2000;
    world.timerOf(1000)?.action();
    expect(world.screen()).toContain('as of 4s ago');
    world.changed();
    await world.reads[0]?.answer(good);
    expect(world.screen()).not.toContain('as of');
    world.time += 3000;
    world.timerOf(1000)?.action();
    expect(world.screen()).toContain('as of 3s ago');
  });

  it('shows no frame for the progress of a refresh', () => {
    const shown = world.frames.length;
    world.app.noteProgress({ bytesRead: 5, databaseBytes: 10 });
    expect(world.frames).toHaveLength(shown);
  });

  it('has one read in flight, and makes of many changes meanwhile one more', async () => {
    world.changedAtLast();
    for (let change = 0; change < 10; change += 1) world.changed();
    await settled();
    expect(world.reads).toHaveLength(1);
    await world.reads[0]?.answer(good);
    expect(world.reads).toHaveLength(2);
    for (let change = 0; change < 10; change += 1) world.changed();
    await world.reads[1]?.answer(good);
    expect(world.reads).toHaveLength(2);
    world.steady += 200;
    world.timerOf(200)?.action();
    expect(world.reads).toHaveLength(3);
    await world.reads[2]?.answer(good);
    expect(world.timerOf(200)).toBeUndefined();
    expect(world.reads).toHaveLength(3);
  });

  it('shows at once, and from then on, what hampers the watch', () => {
    world.hampered('No events for the folder');
    expect(world.screen()).toContain('│  No events for the folder  ');
    world.app.key('j');
    expect(world.screen()).toContain('│  No events for the folder  ');
  });

  it('keeps the last good picture when a read fails, and says so', async () => {
    world.changedAtLast();
    await world.reads[0]?.answer(missing);
    world.time += 2000;
    world.timerOf(1000)?.action();
    expect(world.screen()).toContain('✗ PARSE    fix_parser v1.2');
    expect(world.screen()).toContain('as of 2s ago');
  });

  it('notes what the system said of each failure, and when it is over', async () => {
    world.changedAtLast();
    const problem = problemOf('failed', '/data/jobs.sqlite3', 'EIO: i/o error');
    await world.reads[0]?.answer({ kind: 'problem', problem });
    world.changedAtLast();
    await world.reads[1]?.answer(good);
    world.changedAtLast();
    await world.reads[2]?.answer(good);
    world.hampered('No events', 'ENOSPC');
    expect(world.notes).toEqual([
      'read.failed {"code":"failed","file":"/data/jobs.sqlite3","detail":"EIO: i/o error"}',
      'read.recovered {"after":"failed"}',
      'watch.hampered {"sentence":"No events","detail":"ENOSPC"}',
    ]);
  });

  it('says and notes what can not be remembered', async () => {
    world.app.key('P');
    await settled();
    expect(world.screen()).toContain('It is forgotten');
    expect(world.notes).toEqual(['memory.failed {"said":"It is forgotten"}']);
  });

  it('tries a busy database again by itself, and a missing one only when it changed', async () => {
    world.changedAtLast();
    await world.reads[0]?.answer(missing);
    expect(world.timerOf(500)).toBeUndefined();
    world.changedAtLast();
    await world.reads[1]?.answer(busy);
    world.timerOf(500)?.action();
    await settled();
    expect(world.reads).toHaveLength(3);
  });

  it('suspends, redraws and quits by its keys', async () => {
    world.app.key('Ctrl-z');
    world.app.key('Ctrl-l');
    expect(world.done).toEqual(['suspended', 'redrawn']);
    world.app.key('q');
    await world.app.finished;
  });

  it('follows the size of the terminal', () => {
    world.app.resize({ columns: 100, rows: 30 });
    expect(world.frames.at(-1)?.size).toEqual({ columns: 100, rows: 30 });
  });

  it('waits for the read under way when it stops, and for no pace', async () => {
    world.changedAtLast();
    world.changed();
    let isStopped = false;
    const stopping = world.app.stop().then(() => {
      isStopped = true;
    });
    await settled();
    expect(isStopped).toBe(false);
    await world.reads[0]?.answer(good);
    await stopping;
    expect(world.reads).toHaveLength(1);
    expect(world.timers.size).toBe(0);
  });

  it('leaves no timer behind that waits for the pace', async () => {
    world.changedAtLast();
    await world.reads[0]?.answer(good);
    world.changed();
    await world.reads[1]?.answer(good);
    world.changed();
    expect(world.timerOf(200)).toBeDefined();
    await world.app.stop();
    expect(world.timers.size).toBe(0);
  });

  it('leaves no timer, watch or reader when it stops, and shows nothing more', async () => {
    world.changedAtLast();
    const stopping = world.app.stop();
    const shown = world.frames.length;
    await world.reads[0]?.answer(good);
    await stopping;
    expect(world.timers.size).toBe(0);
    expect(world.done.sort()).toEqual(['reader closed', 'watch closed']);
    world.app.key('j');
    world.changed();
    expect(world.frames).toHaveLength(shown);
  });
});
