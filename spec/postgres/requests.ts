import { everyJob } from '../../lib/model/filter.js';
import type { PictureRequest } from '../../lib/model/picture.js';
import { now, top } from './same-rows.js';

const minute = 60_000;

/** What pictures are asked for, by what that is. */
export const requests: Readonly<Record<string, PictureRequest>> = {
  'the top of the list, with all counts': { ...top, crossed: true, pipeline: true, metricsSince: true },
  'the end of the list': { ...top, anchor: { kind: 'last' }, before: 20, after: 1 },
  'the jobs that failed': { ...top, filter: { ...everyJob, statuses: ['failed'] }, clearing: true },
  'an order by name': { ...top, sort: { by: 'name', reversed: true, failedFirst: false } },
  'an order by duration': {
    ...top,
    sort: { by: 'duration', reversed: false, failedFirst: true },
    sortedAt: now,
  },
  'a search': {
    ...top,
    anchor: {
      kind: 'match',
      text: 'x96',
      from: { id: null, index: 0 },
      direction: 'forward',
      inclusive: true,
    } as never,
  },
  'a job in detail': { ...top, detail: { id: '1', failuresFrom: 0, failures: 10 } },
  'a job with outputs in detail': { ...top, detail: { id: '3', failuresFrom: 0, failures: 10 } },
  'causes, workers and parsers': {
    ...top,
    causes: { sampleOf: null, samples: true },
    workers: { periodMs: null, of: 'worker-1', jobs: 5 },
    parsers: { periodMs: 3_600_000, of: null },
  },
  'what ended since': { ...top, since: { at: now - 30 * minute, knownCauses: [] }, pace: { atHand: null } },
  'the monitoring panel': { ...top, monitoring: { periodMs: 300_000 } },
  'what is marked and meant': {
    ...top,
    rows: { ...everyJob, statuses: ['failed'] },
    targets: { ids: ['1', '2', '99'] },
  },
};
