import type { JobId } from '../../model/job.js';
import type { CountedPart } from '../../model/panels/questions.js';
import { latestEndIn, type Picture, type PictureRequest } from '../../model/picture.js';
import type { Sorting } from '../lists/filtered-list.js';
import type { QueueCounts } from './jobs/queue-counts.js';
import { sortingAt } from './jobs/read-waiting.js';
import { readParsers } from './panels/parser-list.js';
import { readCauses } from './panels/read-causes.js';
import { readPipeline } from './panels/read-pipeline.js';
import { readClearing, readTargets } from './panels/read-targets.js';
import type { PictureSource } from './panels/read-workers.js';
import { readWorkers } from './panels/worker-list.js';
import { readLately } from './read-lately.js';
import { readMarks, readRows } from './read-marks.js';

/** A counted queue, with the list that a request is about. */
export interface ListedSource extends PictureSource {
  readonly counted: QueueCounts;
  readonly sorting: Sorting;
  /** The jobs of the window. */
  readonly windowed: readonly JobId[];
  /** All jobs of the list. */
  readonly allIds: () => readonly JobId[];
}

/** What a request may ask of a counted queue besides its list; all but the counted parts are absent until then. */
type Part = CountedPart | 'crossed' | 'pipeline' | 'clearing' | 'lately';

const readers: {
  readonly [P in Part]: (source: ListedSource, asked: NonNullable<PictureRequest[P]>) => Picture[P];
} = {
  crossed: ({ counted }) => counted.crossed,
  lately: readLately,
  pipeline: (source) => readPipeline(source, source.counted.totals.filesTotal),
  clearing: readClearing,
  causes: readCauses,
  workers: readWorkers,
  parsers: readParsers,
  since: ({ queue, asOf, pace }, since) => queue.endedSince(since, latestEndIn(asOf), pace),
  rows: (source, filter) => readRows(source, filter, source.troubles, usualIn(source)),
  targets: (source, { ids }) => readTargets(source, ids ?? source.allIds(), source.troubles),
  marks: (source, marks) => readMarks(source, source.request.filter, marks, source.sorting),
  awaited: (source, list) => readMarks(source, list.filter, list, usualIn(source)),
};

function usualIn({ database, shape, asOf }: ListedSource): Sorting {
  return sortingAt(database, shape, asOf);
}

/** The answers to everything that the request asks of a counted queue. */
export function answersOf(source: ListedSource): Pick<Picture, Part> {
  return Object.assign({}, ...(Object.keys(readers) as Part[]).map((part) => answerOf(source, part)));
}

function answerOf<P extends Part>(source: ListedSource, part: P): Partial<Record<P, Picture[P]>> {
  const asked = source.request[part];
  if (!asked) return {};
  return { [part]: readers[part](source, asked) } as Record<P, Picture[P]>;
}
