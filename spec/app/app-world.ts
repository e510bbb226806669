import { JobsViewApp } from '../../lib/app/app.js';
import { keymap } from '../../lib/machine/keymap/keymap.js';
import type { Writability } from '../../lib/machine/state/state.js';
import type { LastSeen } from '../../lib/model/look.js';
import type { NotedAct } from '../../lib/model/marks.js';
import type { PictureRequest } from '../../lib/model/picture.js';
import type { ReadResult } from '../../lib/snapshot/port.js';
import type { Frame } from '../../lib/view/frame.js';
import { idlePorts } from '../support/idle-ports.js';
import { leavesNothing } from '../support/nothing-left.js';
import { drawn, now, pictureOf, sceneJobs } from '../view/scene.js';

/** A read that the spec answers when it likes. */
export interface PendingRead {
  readonly request: PictureRequest;
  answer(result: ReadResult): Promise<void>;
}

export interface Timer {
  readonly milliseconds: number;
  readonly action: () => void;
}

/** The world of one app: everything it did to it. */
export class World {
  /** Whether a frame looks like the one before it. */
  isStill = false;
  readonly reads: PendingRead[] = [];
  readonly timers = new Set<Timer>();
  readonly frames: Frame[] = [];
  /** Says that the terminal has all of the last frame. */
  drawn = () => {};
  readonly done: string[] = [];
  readonly kept: LastSeen[] = [];
  readonly acts: NotedAct[] = [];
  changed = () => {};
  overtaken = () => {};
  degraded = (_sentence: string, _detail?: string) => {};
  readonly notes: string[] = [];
  /** Whether the database can be written, and how often that was asked. */
  writability: Writability = { kind: 'unknown' };
  probes = 0;
  time = now;
  steady = 0;

  readonly app = new JobsViewApp(
    {
      ...idlePorts,
      writer: {
        ...idlePorts.writer,
        probe: async () => {
          this.probes += 1;
          return this.writability;
        },
      },
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
      watch: (_, onChange, onNotice, onOvertaken) => {
        this.changed = onChange;
        this.overtaken = onOvertaken;
        this.degraded = onNotice;
        return {
          start: async () => {},
          close: async () => {
            this.done.push('watch closed');
          },
        };
      },
      display: {
        update: (frame, drawn) => {
          this.drawn = drawn ?? (() => {});
          return this.frames.push(frame) > 0 && !this.isStill;
        },
        redraw: () => this.done.push('redrawn'),
        destroy: () => {},
      },
      clock: {
        now: () => this.time,
        steady: () => this.steady,
        after: (milliseconds, action) => {
          const run = () => {
            if (this.timers.delete(timer)) action();
          };
          const timer = { milliseconds, action: run };
          this.timers.add(timer);
          return () => this.timers.delete(timer);
        },
      },
      appearance: {
        ...{ unicode: true, home: null, databaseLabel: '/data/jobs.sqlite3', host: 'worker-1', keys: keymap },
      },
      actsElsewhere: () => this.acts.splice(0),
      suspend: () => this.done.push('suspended'),
      remember: () => 'It is forgotten',
      keep: (seen) => void this.kept.push(seen),
      diagnostics: { note: (event, details) => this.notes.push(`${event} ${JSON.stringify(details ?? {})}`) },
    },
    { columns: 80, rows: 24 },
  );

  constructor() {
    leavesNothing({
      end: async () => {
        const stopping = this.app.stop();
        for (const read of this.reads) await read.answer(good);
        await stopping;
      },
      held: () => [
        ...[...this.timers].map(({ milliseconds }) => `a timer of ${milliseconds} ms`),
        ...['reader', 'watch'].filter((each) => !this.done.includes(`${each} closed`)),
      ],
    });
  }

  /** A world whose first reads are done: one at once, one when the watch stands. */
  static async started(): Promise<World> {
    const world = new World();
    await world.app.start();
    for (const read of [0, 1]) await world.reads[read]?.answer(good);
    world.reads.length = 0;
    return world;
  }

  /** What happens when a timer is due. */
  tick(milliseconds: number): void {
    this.timerOf(milliseconds)?.action();
  }

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

/** What is under way has had its turn, and what that asked for has begun. */
export const settled = () => new Promise<void>((resolve) => setImmediate(() => setImmediate(resolve)));

export const good: ReadResult = { kind: 'picture', picture: pictureOf(sceneJobs) };
