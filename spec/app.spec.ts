import { beforeEach, describe, expect, it } from '@jest/globals';
import { JobsViewApp } from '../lib/app.js';
import { keymap } from '../lib/machine/keymap.js';
import type { PictureRequest } from '../lib/model/picture.js';
import type { ReadResult } from '../lib/snapshot/port.js';
import { problemOf } from '../lib/snapshot/read-failure.js';
import type { Frame } from '../lib/view/frame.js';
import { idlePorts } from './support/idle-ports.js';
import { drawn, now, pictureOf, sceneJobs } from './view/scene.js';

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
  readonly reads: PendingRead[] = [];
  readonly timers = new Set<Timer>();
  readonly frames: Frame[] = [];
  readonly done: string[] = [];
  changed = () => {};
  hampered = (_sentence: string) => {};
  time = now;

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
        update: (frame) => this.frames.push(frame),
        redraw: () => this.done.push('redrawn'),
        destroy: () => {},
      },
      clock: {
        now: () => this.time,
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
    },
    { columns: 80, rows: 24 },
  );

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

  it('has one read in flight, and makes of many changes meanwhile one more', async () => {
    for (let change = 0; change < 10; change += 1) world.changed();
    await settled();
    expect(world.reads).toHaveLength(1);
    await world.reads[0]?.answer(good);
    expect(world.reads).toHaveLength(2);
    await world.reads[1]?.answer(good);
    expect(world.reads).toHaveLength(2);
  });

  it('shows at once, and from then on, what hampers the watch', () => {
    world.hampered('No events for the folder');
    expect(world.screen()).toContain('│  No events for the folder  ');
    world.app.key('j');
    expect(world.screen()).toContain('│  No events for the folder  ');
  });

  it('keeps the last good picture when a read fails, and says so', async () => {
    world.changed();
    await world.reads[0]?.answer(missing);
    world.time += 2000;
    world.timerOf(1000)?.action();
    expect(world.screen()).toContain('✗ PARSE    fix_parser v1.2');
    expect(world.screen()).toContain('as of 2s ago');
  });

  it('tries a busy database again by itself, and a missing one only when it changed', async () => {
    world.changed();
    await world.reads[0]?.answer(missing);
    expect(world.timerOf(500)).toBeUndefined();
    world.changed();
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

  it('leaves no timer, watch or reader when it stops, and shows nothing more', async () => {
    world.changed();
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
