import type { CauseGroup, Causes } from '../../lib/model/causes.js';
import { hour, jobWith, minute, now } from '../view/scene.js';

const group = (
  key: string,
  text: string,
  count: number,
  [firstMs, lastMs]: readonly [number, number],
  names: readonly string[],
): CauseGroup => ({
  ...{ key, text, count, names, moreNames: 0 },
  ...{ firstAt: now - firstMs, lastAt: now - lastMs, sample: key },
});

const error = `Traceback (most recent call last):
  File "/opt/parsers/fix_parser.py", line 88, in parse
    amount = Decimal(row["amount"])
SchemaViolation: at row 17,204: expected Decimal(18,8), got "N/A"`;

/** Five causes of 10,000 failures: 70, 20, 6 and 4 % and hardly any. */
export const fiveCauses: Causes = {
  groups: [
    group(
      '1',
      'SchemaViolation: at row <n>: expected Decimal(<n>,<n>), got "<…>"',
      7048,
      [9 * hour, 2 * minute],
      ['fix_parser', 'itch_parser', 'fix_logs', 'concordance'],
    ),
    group(
      '2',
      "FileNotFoundError: [Errno 2] No such file or directory: '<…>'",
      1998,
      [8 * hour, hour],
      ['fix_parser'],
    ),
    group(
      '3',
      'ConnectionError: Max retries exceeded with url: <path>',
      611,
      [3 * hour, 5000],
      ['fix_parser'],
    ),
    group('4', 'MemoryError', 333, [2 * hour, 20 * minute], ['concordance']),
    group('', '', 10, [hour, hour], ['itch_parser']),
  ],
  total: 5,
  failed: 10_000,
  unread: 0,
  sample: jobWith({
    ...{ id: '1', name: 'fix_parser', status: 'failed', sourcePath: '/data/in/2026-01-15/trades_0417.csv' },
    ...{ errorMessage: error, failures: [{ filePath: null, error, line: null }] },
  }),
};
