import type { CauseGroup, Causes } from '../../model/causes.js';
import type { JobTrouble } from '../../model/job.js';
import type {
  DepthSample,
  Latencies,
  Monitoring,
  SinkOutput,
  SinkStats,
  SinkTotals,
} from '../../model/monitoring/monitoring.js';
import {
  type ParserList,
  type ParserPause,
  type ParserRow,
  type ParserTally,
  parserRows,
} from '../../model/parsers.js';
import type { Since } from '../../model/picture.js';
import { compareWorkers, isWorse, type WorkerList, type WorkerRow } from '../../model/worker.js';
import { added, earliest, groupedBy, latest, mergedEnds, mergedPercentile, sumBy } from './added.js';

/** At most this many names of a group are listed; others are only counted. */
const mostNames = 8;

/**
 * The failed jobs of several databases by their causes. The sample is that of the cause with this key, else of the
 * first.
 */
export function mergedCauses(all: readonly Causes[], sampleOf: string | null): Causes {
  const groups = groupedBy(
    all.flatMap((causes) => causes.groups),
    ({ key }) => key,
  )
    .map(mergedGroup)
    .toSorted(compare);
  const chosen = groups.find(({ key }) => key === sampleOf) ?? groups[0];
  const unlisted = sumBy(all, ({ total, groups: listed }) => total - listed.length);
  return {
    groups,
    total: groups.length + unlisted,
    failed: sumBy(all, ({ failed }) => failed),
    unread: sumBy(all, ({ unread }) => unread),
    sample: all.flatMap(({ sample }) => sample ?? []).find(({ id }) => id === chosen?.sample) ?? null,
  };
}

function mergedGroup(groups: readonly [CauseGroup, ...CauseGroup[]]): CauseGroup {
  const [first] = groups;
  const lastAt = latest(groups.map((group) => group.lastAt));
  const last = groups.find((group) => group.lastAt === lastAt) ?? first;
  const byCount = groups.toSorted((one, other) => other.count - one.count);
  const names = [...new Set(byCount.flatMap((group) => group.names))];
  return {
    ...last,
    count: sumBy(groups, ({ count }) => count),
    firstAt: earliest(groups.map((group) => group.firstAt)),
    lastAt,
    names: names.slice(0, mostNames),
    moreNames: sumBy(groups, ({ moreNames }) => moreNames) + Math.max(0, names.length - mostNames),
  };
}

function compare(one: CauseGroup, other: CauseGroup): number {
  return other.count - one.count || (other.lastAt ?? 0) - (one.lastAt ?? 0) || (one.key < other.key ? -1 : 1);
}

/** What ended in several databases since an instant. */
export function mergedSince(all: readonly [Since, ...Since[]]): Since {
  const causes = groupedBy(
    all.flatMap(({ newCauses }) => newCauses),
    ({ key }) => key,
  ).map(([first]) => first);
  return {
    at: all[0].at,
    counts: added(all.map(({ counts }) => counts)),
    newCauses: causes,
    moreNewCauses: sumBy(all, ({ moreNewCauses }) => moreNewCauses),
    unread: sumBy(all, ({ unread }) => unread),
  };
}

/**
 * The workers of several databases; the same name is the same worker. The jobs are those of the worker with this name.
 */
export function mergedWorkers(all: readonly [WorkerList, ...WorkerList[]], of: string | null): WorkerList {
  const rows = groupedBy(
    all.flatMap((list) => list.rows),
    ({ name }) => name,
  )
    .map(mergedRow)
    .toSorted(compareWorkers);
  const listed = sumBy(all, (list) => list.rows.length);
  const chosen = rows.find(({ name }) => name === of) ?? rows[0];
  const jobs = all.flatMap((list) => (list.jobs?.of === chosen?.name ? (list.jobs?.jobs ?? []) : []));
  return {
    periodMs: all[0].periodMs,
    rows,
    total: rows.length + sumBy(all, ({ total }) => total) - listed,
    others: sumBy(all, ({ others }) => others),
    jobs: chosen === undefined ? null : { of: chosen.name, jobs: runningFirst(jobs) },
    ...mergedEnds(all, chosen?.name ?? null),
  };
}

function runningFirst(jobs: NonNullable<WorkerList['jobs']>['jobs']): typeof jobs {
  return jobs.toSorted((one, other) => Number(other.status === 'running') - Number(one.status === 'running'));
}

function mergedRow(rows: readonly [WorkerRow, ...WorkerRow[]]): WorkerRow {
  const rates = rows.flatMap(({ perMinute }) => perMinute ?? []);
  const longest = rows.flatMap((row) => row.longest ?? []);
  const startOf = ({ startedAt }: NonNullable<WorkerRow['longest']>) => startedAt ?? Number.POSITIVE_INFINITY;
  const troubles = rows.flatMap(({ trouble }) => trouble ?? []);
  return {
    name: rows[0].name,
    running: sumBy(rows, ({ running }) => running),
    longest: longest.toSorted((one, other) => startOf(one) - startOf(other) || 0)[0] ?? null,
    done: sumBy(rows, ({ done }) => done),
    failed: sumBy(rows, ({ failed }) => failed),
    firstAt: earliest(rows.map(({ firstAt }) => firstAt)),
    lastAt: latest(rows.map(({ lastAt }) => lastAt)),
    trouble: troubles.reduce<JobTrouble | null>(
      (worst, each) => (worst === null || isWorse(each, worst) ? each : worst),
      null,
    ),
    perMinute: rates.length === 0 ? null : sumBy(rates, (rate) => rate),
  };
}

/**
 * How the parsers of several databases do. The last failed job is that of the row with this key, else of the first row.
 */
export function mergedParsers(all: readonly [ParserList, ...ParserList[]], of: string | null): ParserList {
  const rows = groupedBy(
    all.flatMap((list) => list.rows),
    ({ key }) => key,
  );
  const pauses = groupedBy(
    all.flatMap((list) => list.rows.flatMap(({ name, pause }) => (pause === null ? [] : [{ name, pause }]))),
    ({ name }) => name,
  );
  const retriable = new Map<string, number>();
  for (const list of all)
    for (const [row] of groupedBy(list.rows, ({ name }) => name))
      retriable.set(row.name, (retriable.get(row.name) ?? 0) + row.retriable);
  const merged = parserRows(
    rows.map(mergedTally),
    new Map(
      pauses.map((same): [string, ParserPause] => [
        same[0].name,
        mergedPause(same.map(({ pause }) => pause)),
      ]),
    ),
  ).map((row) => ({ ...row, retriable: retriable.get(row.name) ?? row.retriable }));
  const chosen = merged.find(({ key }) => key === of) ?? merged[0];
  const listed = sumBy(all, (list) => list.rows.length);
  const lastFailed = all
    .flatMap((list) => list.lastFailed ?? [])
    .find(({ job }) => job.id === chosen?.lastFailure?.id);
  return {
    periodMs: all[0].periodMs,
    rows: merged,
    total: merged.length + sumBy(all, ({ total }) => total) - listed,
    lastFailed:
      chosen === undefined || lastFailed === undefined ? null : { of: chosen.key, job: lastFailed.job },
    ...mergedEnds(all, chosen?.key ?? null),
  };
}

function mergedTally(rows: readonly [ParserRow, ...ParserRow[]]): ParserTally {
  const [first] = rows;
  const p50 = mergedPercentile(rows.map((row) => row.p50));
  const p95 = mergedPercentile(rows.map((row) => row.p95));
  const isExact = p50.value !== null && p95.value !== null;
  const recorded = rows.flatMap((row) => row.rows ?? []);
  const failures = rows.flatMap(({ lastFailure }) => lastFailure ?? []);
  const lastAt = latest(failures.map(({ at }) => at));
  return {
    name: first.name,
    version: first.version,
    done: sumBy(rows, ({ done }) => done),
    failed: sumBy(rows, ({ failed }) => failed),
    p50: p50.value,
    p95: p95.value,
    ...(!isExact && p50.between && p95.between && { between: { p50: p50.between, p95: p95.between } }),
    rows:
      recorded.length === 0
        ? null
        : Math.min(
            sumBy(recorded, (sum) => sum),
            Number.MAX_SAFE_INTEGER,
          ),
    jobsWithRows: sumBy(rows, ({ jobsWithRows }) => jobsWithRows),
    lastFailure: failures.find(({ at }) => at === lastAt) ?? failures[0] ?? null,
    everFailed: sumBy(rows, ({ everFailed }) => everFailed),
  };
}

function mergedPause(pauses: readonly ParserPause[]): ParserPause {
  const since = earliest(pauses.map((pause) => pause.since));
  const first = pauses.find((pause) => pause.since === since);
  const failures = pauses.flatMap((pause) => pause.failures ?? []);
  return {
    since,
    failures: failures.length === 0 ? null : sumBy(failures, (count) => count),
    reason: first?.reason ?? null,
  };
}

/** The data of several databases for the monitoring panel. */
export function mergedMonitoring(all: readonly [Monitoring, ...Monitoring[]]): Monitoring {
  return {
    has: { metrics: all.some(({ has }) => has.metrics), sinks: all.some(({ has }) => has.sinks) },
    throughput: all.flatMap(({ throughput }) => throughput).toSorted((one, other) => one.at - other.at),
    depth: mergedDepth(all.map(({ depth }) => depth)),
    from: Math.max(...all.map(({ from }) => from)),
    since: earliest(all.map(({ since }) => since)),
    sinks: groupedBy(
      all.flatMap(({ sinks }) => sinks),
      ({ uri }) => uri,
    )
      .map(mergedSink)
      .toSorted((one, other) => (one.uri < other.uri ? -1 : 1)),
    sinksComplete: all.every(({ sinksComplete }) => sinksComplete),
    latencies: mergedLatencies(all.map(({ latencies }) => latencies)),
    ...mergedEnds(all, null),
  };
}

/** At each instant, the sum of the last known depths of all queues; none before all of them report theirs. */
function mergedDepth(all: readonly (readonly DepthSample[])[]): readonly DepthSample[] {
  const begin = Math.max(...all.map((samples) => samples[0]?.at ?? Number.POSITIVE_INFINITY));
  const instants = [...new Set(all.flatMap((samples) => samples.map(({ at }) => at)))];
  const next = all.map(() => 0);
  const depths = all.map(() => 0);
  return instants
    .toSorted((one, other) => one - other)
    .map((at) => {
      for (const [index, samples] of all.entries()) {
        for (let sample = samples[next[index] ?? 0]; sample !== undefined && sample.at <= at; ) {
          depths[index] = sample.depth;
          next[index] = (next[index] ?? 0) + 1;
          sample = samples[next[index] ?? 0];
        }
      }
      return { at, depth: depths.reduce((sum, depth) => sum + depth, 0) };
    })
    .filter(({ at }) => at >= begin);
}

function mergedSink(sinks: readonly [SinkStats, ...SinkStats[]]): SinkStats {
  const [first] = sinks;
  if (sinks.length === 1) return first;
  const wholes = sinks.flatMap(({ whole }) => whole ?? []);
  const outputs = groupedBy(
    sinks.flatMap((sink) => sink.outputs),
    ({ name }) => name,
  );
  return {
    uri: first.uri,
    totalRows: sinks.reduce((sum, { totalRows }) => sum + totalRows, 0n),
    totalBytes: sinks.reduce((sum, { totalBytes }) => sum + totalBytes, 0n),
    errorCount: sinks.reduce((sum, { errorCount }) => sum + errorCount, 0n),
    latencies: mergedLatencies(sinks.map(({ latencies }) => latencies)),
    outputs: outputs.map((same): SinkOutput => ({ name: same[0].name, ...totalsOf(same) })),
    whole: wholes.length === 0 ? null : totalsOf(wholes),
    recordedAt: latest(sinks.map(({ recordedAt }) => recordedAt)),
  };
}

function totalsOf(all: readonly SinkTotals[]): SinkTotals {
  return {
    rows: all.reduce((sum, { rows }) => sum + rows, 0n),
    bytes: all.reduce((sum, { bytes }) => sum + bytes, 0n),
    errors: all.reduce((sum, { errors }) => sum + errors, 0n),
  };
}

/** The latencies over all databases that report any. */
function mergedLatencies(all: readonly Latencies[]): Latencies {
  const p50 = mergedPercentile(all.map((each) => each.p50));
  const p99 = mergedPercentile(all.map((each) => each.p99));
  const isExact = p50.value !== null && p99.value !== null;
  return {
    p50: p50.value,
    p99: p99.value,
    ...(!isExact && p50.between && p99.between && { between: { p50: p50.between, p99: p99.between } }),
  };
}
