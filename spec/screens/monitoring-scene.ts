import type { JobsEvent } from '../../lib/machine/state/event.js';
import type { EndCounts } from '../../lib/model/monitoring/ends.js';
import type { Monitoring, RateSample, SinkStats } from '../../lib/model/monitoring/monitoring.js';
import { withTotals } from '../../lib/model/monitoring/sinks.js';
import { countingPictureOf, hour, minute, now, sceneJobs } from '../view/scene.js';
import { keys, read, type Scenes } from './events.js';

const noLatencies = { p50: null, p99: null };

/** Two jobs' rates over five minutes: one that comes and goes, and one that was there for the first three. */
const throughput: readonly RateSample[] = Array.from({ length: 150 }, (_, index) => {
  const at = now - 300_000 + 2000 * index;
  const first: RateSample = {
    at,
    jobId: '4',
    rowsPerSecond: Math.round(1800 + 900 * Math.sin(index / 9)),
    bytesPerSecond: Math.round(180_000 + 90_000 * Math.sin(index / 9)),
  };
  const second: RateSample = { at, jobId: '3', rowsPerSecond: 700, bytesPerSecond: 70_000 };
  // Nothing ran for a while: a gap.
  if (index > 95 && index < 105) return [];
  return index < 90 ? [first, second] : [first];
}).flat();

const sinks: readonly SinkStats[] = [
  withTotals(
    { uri: 'parquet://output/', latencies: { p50: 12, p99: 45 }, whole: null, outputs: [], recordedAt: now },
    null,
    [
      { name: 'fix_orders', rows: 1_847_234n, bytes: 623_000_000n, errors: 45n },
      { name: 'venue_data', rows: 523_891n, bytes: 224_000_000n, errors: 0n },
    ],
  ),
  withTotals(
    { uri: 'sqlite:///data.db', latencies: noLatencies, whole: null, outputs: [], recordedAt: now },
    { rows: 45_782n, bytes: 1_200_000_000n, errors: 0n },
    [{ name: 'transactions', rows: 45_782n, bytes: 0n, errors: 0n }],
  ),
];

/** What behaviour 5 draws. */
export const monitoring: Monitoring = {
  has: { metrics: true, sinks: true },
  throughput,
  depth: Array.from({ length: 60 }, (_, index) => ({
    at: now - 300_000 + 5000 * index,
    depth: Math.max(0, Math.round(22 + 23 * Math.sin((index / 59) * 2.5 * Math.PI))),
  })),
  ...{ from: now - 300_000, since: now - 1_000_000, sinks, sinksComplete: true },
  latencies: { p50: 12, p99: 45 },
};

/** A day of jobs, of which more fail in the end, and the day before it, when more was done. */
export const dayOfEnds: EndCounts = {
  ...{ periodMs: 24 * hour, first: now / (5 * minute) - 2 * 288, recordedFrom: 0, of: null },
  done: Array.from({ length: 577 }, (_, step) =>
    Math.round(30 + 20 * Math.sin((step / 288) * 2 * Math.PI) + (step < 288 ? 25 : 0)),
  ),
  failed: Array.from({ length: 577 }, (_, step) => (step % 7 === 0 ? 1 : 0) + (step > 520 ? 2 : 0)),
};

/** A database without the tables. */
export const unmigrated: Monitoring = {
  ...monitoring,
  has: { metrics: false, sinks: false },
  ...{ throughput: [], depth: [], since: null, sinks: [], latencies: noLatencies },
};

/** A while later: one table of the second sink has errors, and was written to fastest. */
export const spoilt: Monitoring = {
  ...monitoring,
  sinks: [
    ...sinks,
    withTotals(
      { uri: 'sqlite:///trades.db', latencies: noLatencies, whole: null, outputs: [], recordedAt: now },
      null,
      Array.from({ length: 12 }, (_, index) => ({
        name: `table_${index + 1}`,
        rows: BigInt(100 * index),
        bytes: 1_000_000n,
        errors: index === 7 ? 3210n : 0n,
      })),
    ),
  ].map((sink) => {
    if (sink.uri !== 'parquet://output/') return sink;
    const outputs = sink.outputs.map((output) =>
      output.name === 'venue_data' ? { ...output, rows: output.rows + 60_000n } : output,
    );
    return withTotals(sink, null, outputs);
  }),
};

const counts = { queued: 45, running: 3, complete: 1247, failed: 12, cancelled: 0, other: 0 };
const seen = (what: Monitoring, at = now, more = counts): JobsEvent =>
  read(sceneJobs, { asOf: at, counts: more, monitoring: what });

const recordedFor = (ms: number) => [
  seen(unmigrated),
  ...keys('m', '+', '+', '+'),
  seen({ ...unmigrated, ends: { ...dayOfEnds, recordedFrom: now - ms } }),
];

/** What has happened before the picture is taken, by the name of the screen. */
export const monitoringScenes: Scenes = {
  monitoring: [seen(monitoring), ...keys('m'), seen(monitoring)],
  'monitoring-of-several-databases': [
    seen(monitoring),
    ...keys('m'),
    seen({
      ...monitoring,
      latencies: { p50: null, p99: null, between: { p50: [12, 19], p99: [45, 1234] } },
      sinks: monitoring.sinks.map((sink) => ({
        ...sink,
        latencies: { p50: null, p99: null, between: { p50: [12, 19], p99: [45, 11_000] } },
      })),
    }),
  ],
  'monitoring-bytes': [seen(monitoring), ...keys('m'), seen(monitoring), ...keys('b', '+'), seen(monitoring)],
  'monitoring-loading-period': [seen(monitoring), ...keys('m'), seen(monitoring), ...keys('+')],
  'monitoring-paused': [
    seen(monitoring),
    ...keys('m'),
    seen(monitoring, now - minute),
    ...keys('p'),
    seen(unmigrated, now),
  ],
  'monitoring-reset': [
    seen(monitoring),
    ...keys('m'),
    seen(monitoring, now - 2 * minute, { ...counts, complete: 1200, failed: 11 }),
    ...keys('r'),
    seen(monitoring),
  ],
  'monitoring-by-rate': [
    ...keys('m'),
    seen(monitoring, now - 30_000),
    seen(spoilt, now),
    ...keys('s', 's', 'Shift-Tab', 'j', 'j', 'j', 'j'),
  ],
  'monitoring-counting': [
    ...keys('m'),
    { type: 'picture', picture: { ...countingPictureOf(sceneJobs), monitoring } },
  ],
  'monitoring-unmigrated': [seen(unmigrated), ...keys('m'), seen({ ...unmigrated, ends: null })],
  'monitoring-compared': [
    seen(monitoring),
    ...keys('m', 'b', 'b', '+', '+', '+'),
    seen({ ...monitoring, ends: dayOfEnds }),
  ],
  'monitoring-short-record': recordedFor(29 * hour),
  'monitoring-of-a-new-record': recordedFor(12 * hour),
};
