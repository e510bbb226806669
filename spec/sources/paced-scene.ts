import { everyJob } from '../../lib/model/filter.js';
import type { Picture, PictureRequest } from '../../lib/model/picture.js';
import type { ProblemCode } from '../../lib/model/problem.js';
import type { ReadResult, SnapshotReader } from '../../lib/snapshot/port.js';
import { PacedSource } from '../../lib/sources/paced-source.js';
import { HandClock } from '../support/hand-clock.js';
import { jobWith, pictureOf } from '../view/scene.js';

/** A window that is asked for as the merged reader does. */
export function windowFrom(first: number, count: number): PictureRequest {
  return {
    filter: everyJob,
    anchor: { kind: 'index', index: first },
    before: 0,
    after: count,
    failures: 0,
    places: { at: [] },
  };
}

/** What a paced source needs of the scene that it is in. */
interface Surroundings {
  readonly time: number;
  readonly ahead: number;
  readonly atFullSpeed: boolean;
  news: number;
  after(milliseconds: number, action: () => void): () => void;
}

/** A paced source that reads like this; by default time stands still, and nothing changes. */
export function pacedSourceOf(
  read: SnapshotReader['read'],
  scene: Surroundings = { time: 0, ahead: 0, atFullSpeed: false, news: 0, after: () => () => {} },
  { look = async () => 'a', ...more }: { look?: SnapshotReader['look']; silentMs?: () => number } = {},
): PacedSource {
  return new PacedSource(
    {
      ...{ name: 'alpha', path: '/queues/alpha.sqlite', ...more },
      reader: { read, look, close: async () => undefined },
    },
    () => scene.time + scene.ahead,
    {
      steady: () => scene.time,
      heard: { at: Number.NEGATIVE_INFINITY },
      after: (milliseconds, action) => scene.after(milliseconds, action),
      share: { spent: () => scene.time, begin: () => () => {} },
      atFullSpeed: () => scene.atFullSpeed,
      sharers: () => 1,
      onNews: () => {
        scene.news += 1;
      },
    },
  );
}

/** A paced source over a list of a hundred jobs, on a clock that is moved by hand. */
export class PacedScene extends HandClock {
  readonly reads: PictureRequest[] = [];
  news = 0;
  look = 'a';
  /** What the next reads say besides their window. */
  picture: Partial<Picture> = {};
  problem: ProblemCode | null = null;
  atFullSpeed = false;
  /** How long reads take, ms; infinite: they never end. */
  takes = 0;
  /** What reads and looks wait for besides. */
  gate: Promise<void> = Promise.resolve();
  /** How far the system's clock is ahead of the steady one, ms. */
  ahead = 0;
  readonly source: PacedSource;

  constructor(silentMs?: () => number) {
    super(1000);
    const look = async () => {
      await this.gate;
      return this.look;
    };
    this.source = pacedSourceOf((request) => this.#read(request), this, {
      look,
      ...(silentMs && { silentMs }),
    });
  }

  /** The database changes, and its watch says so. */
  change(look: string): void {
    this.look = look;
    this.source.changed();
  }

  async #read(request: PictureRequest): Promise<ReadResult> {
    this.reads.push(request);
    const { time, look } = this;
    await this.gate;
    if (this.takes > 0) await new Promise<void>((resolve) => void this.after(this.takes, resolve));
    if (this.problem !== null) {
      const problem = { code: this.problem, sentence: 'no', file: '/x', advice: 'wait' };
      return { kind: 'problem', problem };
    }
    return { kind: 'picture', picture: { ...pictureFrom(request, look), asOf: time, ...this.picture } };
  }
}

const matching = 100;

function keyAt(position: number) {
  return position < 0 || position >= matching ? null : { rank: 0, value: -position, time: 0, turn: null };
}

/** Job 7 stands at position 7; the name says which look it was read after. */
function pictureFrom({ anchor, before, after, places }: PictureRequest, look: string): Picture {
  const at = 'index' in anchor ? anchor.index : 0;
  const first = Math.max(0, at - before);
  const end = Math.min(at + after, matching);
  const positions = Array.from({ length: Math.max(0, end - first) }, (_, index) => first + index);
  const jobs = positions.map((position) => jobWith({ id: String(position), name: look }));
  const keys = positions.flatMap((position) => keyAt(position) ?? []);
  return {
    ...pictureOf(jobs),
    window: { first, jobs, matching, keys },
    ...(places && {
      places: { anchor: at, before: keyAt(first - 1), after: keyAt(end), keys: places.at.map(keyAt) },
    }),
  };
}
