import { hour, jobWith, minute, now } from '../view/scene.js';

export const queued = {
  status: 'queued',
  statusText: 'QUEUED',
  name: 'fix_parser',
  version: '1.2',
  priority: 0,
  startedAt: now - 2 * hour,
} as const;

export const pausedJob = jobWith({
  ...queued,
  id: '11',
  sourcePath: '/data/fix_logs/venue_nyse_20240115.log',
  waiting: {
    kind: 'paused',
    since: now - 118 * minute,
    failures: 5,
    lastFailure: 'SchemaViolation: field 44 (Price) is missing',
  },
});
