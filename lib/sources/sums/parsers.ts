import {
  type ParserList,
  type ParserPause,
  type ParserRow,
  type ParserTally,
  parserRows,
} from '../../model/panels/parsers.js';
import {
  earliest,
  groupedBy,
  latest,
  mergedEnds,
  mergedPercentile,
  type QuestionOfSeveral,
  sumBy,
} from './added.js';

/** The parsers of several databases. */
export const parsersOfSeveral: QuestionOfSeveral<'parsers'> = {
  merge: mergedParsers,
  qualify: (parsers, { withId, jobOf }) => ({
    ...parsers,
    rows: parsers.rows.map((row) => ({ ...row, lastFailure: row.lastFailure && withId(row.lastFailure) })),
    lastFailed: parsers.lastFailed && { ...parsers.lastFailed, job: jobOf(parsers.lastFailed.job) },
  }),
  keys: ({ rows }) => rows.map(({ key }) => key),
  of: 'of',
  hasChosen: ({ rows, lastFailed }) => !rows[0]?.lastFailure || lastFailed !== null,
};

/**
 * How the parsers of several databases do. The last failed job is that of the row with this key, else of the first row.
 */
function mergedParsers(all: readonly [ParserList, ...ParserList[]], of: string | null): ParserList {
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
