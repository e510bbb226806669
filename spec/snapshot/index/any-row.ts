import fc from 'fast-check';
import { summary } from './any-summary.js';
import { time } from './any-time.js';
import { type AnyValue, type ColumnValues, columnValues, inAnyCase, long } from './any-value.js';

/** A row of the queue; columns that it lacks keep their default. */
export type AnyRow = Readonly<Record<string, AnyValue>>;

const statusWord = fc.oneof(
  inAnyCase(...'PENDING QUEUED DISPATCHING RUNNING STAGED ABORTED CANCELLED CANCELED HELD'.split(' ')),
  inAnyCase('COMPLETED', 'COMPLETE', 'SKIPPED', 'SUCCESS', 'PARTIAL_SUCCESS', 'COMPLETED_WITH_WARNINGS'),
  inAnyCase('COMPLETED', 'FAILED', 'ERROR', 'FAILED', ''),
);
const typeWord = inAnyCase('PARSE', 'SCAN', 'EXPORT', 'BACKTEST', 'other', 'INDEX', '');

const cancelledText = fc
  .tuple(
    fc.constantFrom(0, 1, 22, 23, 24, 25, 40),
    inAnyCase('cancelled by user', 'canceled by user'),
    fc.constantFrom(0, 0, 1, 22, 23, 24, 25, 40),
    fc.constantFrom('', '', '.', '\0', '\0x', 'ä'),
  )
  .map(([before, text, after, end]) => ' '.repeat(before) + text + ' '.repeat(after) + end);

const nameText = fc.oneof(
  fc.constantFrom('fix_parser', 'FIX parser', 'fix_parser v1.2', 'x'),
  fc.stringMatching(/^[!-~]{1,12}$/),
  fc.constant('n'.repeat(900)),
);
const strangeName = fc.oneof(
  fc.constantFrom('übersetzer', '漢字', '😀', '\ufeffx', '\ufeff and more than sixteen bytes', 'a\0b', '\0'),
  fc.constantFrom(999, 1000, 1001, 1100, 4095, 4096, 4097).map((length) => 'n'.repeat(length)),
  fc.constant('ä'.repeat(1000)),
);
const versionText = fc.oneof(fc.constantFrom('1.0', 'v2', ''), fc.stringMatching(/^[!-~]{1,6}$/));

const endless = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];

const count = columnValues(
  fc.oneof(fc.constant(null), fc.nat(5), fc.nat(), fc.constantFrom(-1, 2 ** 32 - 1)),
  fc.nat(99).map(String),
);
const size = columnValues(
  fc.oneof(fc.constantFrom(null, null, null, -5), fc.nat(), fc.maxSafeInteger()),
  fc.nat(99).map(String),
);
const version = columnValues(fc.oneof(fc.constant(null), versionText), versionText, strangeName);

const workerText = fc.oneof(fc.constantFrom('vm', 'worker-1', ''), fc.stringMatching(/^[!-~]{1,9}$/));
const workerName = columnValues(fc.oneof(fc.constantFrom(null, null), workerText), workerText, strangeName);
const lease = columnValues(fc.constantFrom(null, null, null, 'token'), versionText);

/** By column. */
const values: Readonly<Record<string, ColumnValues>> = {
  plugin_name: columnValues(fc.oneof(fc.constant(null), nameText), nameText, strangeName),
  config_overrides: columnValues(
    fc.constantFrom(null, 'x', '{}'),
    long,
    fc.constantFrom(60_000, 66_000, 140_000).map((length) => 'f'.repeat(length)),
  ),
  ...{ parser_version: version, plugin_version: version, status: columnValues(statusWord, statusWord) },
  completion_status: columnValues(fc.oneof(fc.constant(null), statusWord), statusWord),
  ...{ claim_time: time, end_time: time, completed_at: time, created_at: time, scheduled_at: time },
  ...{ dispatch_ack_at: time, result_summary: summary },
  error_message: columnValues(
    fc.oneof(fc.constantFrom(null, 'no such file'), cancelledText, long),
    cancelledText,
  ),
  ...{ job_type: columnValues(fc.oneof(fc.constant(null), typeWord), typeWord), items_processed: count },
  ...{ items_total: count, items_failed: count, output_size_bytes: size, lease_token: lease },
  lease_owner: workerName,
  lease_expires_at: columnValues(fc.constantFrom(null, null, null, 1_768_300_000), versionText),
  worker_host: workerName,
  worker_pid: columnValues(
    fc.oneof(fc.constant(null), fc.nat(3), fc.nat(70_000)),
    fc.nat(99).map(String),
    fc.constantFrom(-1, 2 ** 32, 2 ** 40),
  ),
  worker_id: workerName,
  retry_count: columnValues(
    fc.oneof(fc.constant(null), fc.nat(3), fc.constantFrom(-1, 254, 255, 256, 70_000)),
    fc.nat(99).map(String),
    fc.constantFrom(-(2 ** 40), 2 ** 40),
  ),
  priority: columnValues(
    fc.oneof(fc.constantFrom(null, 0, 0, 0), fc.integer({ min: -3, max: 3 }), fc.maxSafeInteger()),
    fc.nat(9).map(String),
    fc.constantFrom<AnyValue>(0.3, 0.30000000000000004, 2 ** 53, 2n ** 53n + 1n, 'high', ...endless),
  ),
};

/** Columns that {@link anyRow} fills. */
export const filledColumns: readonly string[] = Object.keys(values);

/** A row with values in those of the columns, usual ones but for at most two of them. */
export function anyRow(columns: readonly string[]): fc.Arbitrary<AnyRow> {
  const record = (of: readonly string[], kind: keyof ColumnValues): fc.Arbitrary<AnyRow> =>
    fc
      .tuple(
        ...of.map((column) => fc.option(values[column]?.[kind] ?? fc.constant(null), { nil: undefined })),
      )
      .map((row) =>
        Object.fromEntries(
          row.flatMap((value, index) => (value === undefined ? [] : [[of[index] ?? '', value]])),
        ),
      );
  const strays = fc.subarray([...columns], { maxLength: Math.min(2, columns.length) });
  return fc
    .tuple(
      record(columns, 'usual'),
      strays.chain((some) => record(some, 'wild')),
    )
    .map(([usual, wild]): AnyRow => ({ ...usual, ...wild }));
}

/** A row that is usual but for one column. */
export function rowWith(column: string): fc.Arbitrary<AnyRow> {
  const { usual, wild } = values[column] ?? { usual: fc.constant(null), wild: fc.constant(null) };
  const value = fc.oneof({ weight: 1, arbitrary: usual }, { weight: 4, arbitrary: wild });
  return fc
    .tuple(fc.constantFrom('COMPLETED', 'COMPLETED', 'FAILED', 'FAILED', 'RUNNING'), value)
    .map(([status, one]): AnyRow => ({ status, plugin_name: 'p', output_size_bytes: null, [column]: one }));
}
