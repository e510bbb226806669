import { everyJob } from '../../lib/model/filter.js';
import type { PictureRequest } from '../../lib/model/picture.js';

/** Asks for the first ten jobs of all, and for nothing else. */
export const tenJobs: PictureRequest = {
  filter: everyJob,
  anchor: { kind: 'index', index: 0 },
  before: 0,
  after: 10,
  failures: 0,
};
