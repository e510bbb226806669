import { describe, expect, it } from '@jest/globals';
import { causeOf } from '../../lib/causes/cause.js';

/** Messages that are told apart by a code. */
const apart: readonly (readonly [string, string])[] = [
  ['HTTP 404', 'HTTP 503'],
  ['Request failed with status code 404', 'Request failed with status code 500'],
  ['status_code=404, retried', 'status_code=429, retried'],
  ['HTTPError: 404 Client Error: x', 'HTTPError: 403 Client Error: x'],
  ['HTTP Error 404: x', 'HTTP Error 410: x'],
  ['<Response [404]>', '<Response [500]>'],
  ['HTTP/1.1 404', 'HTTP/1.1 500'],
  ['An error occurred (403) when calling', 'An error occurred (404) when calling'],
  ['OSError: [Errno 2] x', 'OSError: [Errno 13] x'],
  ['OSError: [WinError 5] x', 'OSError: [WinError 32] x'],
  ['x (os error 2)', 'x (os error 13)'],
  ['Os { code: 2, kind: x }', 'Os { code: 13, kind: x }'],
  ['exit code 1', 'exit code 137'],
  ['exit code -9', 'exit code -15'],
  ['non-zero exit status 1.', 'non-zero exit status 2.'],
  ['exit code 0xC0000005', 'exit code 0xC0000409'],
  ['killed by signal 9', 'killed by signal 15'],
  ['SQLSTATE[42P01]: x', 'SQLSTATE[23505]: x'],
  ['SQLSTATE 42601', 'SQLSTATE 23505'],
  ['ORA-00942: x', 'ORA-00001: x'],
  ['SQLITE_IOERR (10)', 'SQLITE_IOERR (266)'],
  ['ERROR 1045 (28000): x', 'ERROR 1062 (23000): x'],
  ['OperationalError: (1045, "x")', 'OperationalError: (2003, "x")'],
  ['E11000 duplicate', 'E11001 duplicate'],
  ['curl: (28) x', 'curl: (7) x'],
  ['expected int32', 'expected int64'],
  ['not utf-8', 'not utf-16'],
  ['iso-8859-1 only', 'iso-8859-15 only'],
  ['needs sha256', 'needs sha512'],
  ['TLSv1.2 refused', 'TLSv1.3 refused'],
  ['not 32-bit', 'not 64-bit'],
  ['UNIQUE constraint failed: t.c', 'UNIQUE constraint failed: t.d'],
  ['UNIQUE constraint failed: orders.id', 'UNIQUE constraint failed: orders.at'],
  ['cannot read', 'cannot write'],
  ['cannot read a.csv', 'cannot read a.json'],
  ['not application/json', 'not text/csv'],
  ['in UTC', 'in Europe/Berlin'],
  ['App\\Exceptions\\FeedFailed: x', 'App\\Exceptions\\OrderFailed: x'],
  ['App\\Jobs\\ReadFeed has timed out.', 'App\\Jobs\\Export has timed out.'],
];

/** Messages whose numbers look like codes and are none. */
const together: readonly (readonly [string, string])[] = [
  ['error: 28 rows failed', 'error: 404 rows failed'],
  ['invalid zip code 12345', 'invalid zip code 54321'],
  ['got 404 rows', 'got 200 rows'],
  ['returned 200 rows', 'returned 999 rows'],
  ["KeyError: (1234, 'a')", "KeyError: (5678, 'b')"],
  ['job-42 failed', 'job-7 failed'],
  ['ACME\\bob\\in\\a refused', 'ACME\\eve\\in\\b refused'],
  ['call(#PID<0.412.0>, 5)', 'call(#PID<0.9.0>, 5)'],
  ['#Reference<0.12.4.5> gone', '#Reference<0.3111222333.4.5> gone'],
  ['x (Connection: a, SQL: select 1 (2) as b)', 'x (Connection: b, SQL: delete from c where d = e)'],
  ['x (SQL: select a)', 'x (SQL: select b from c)'],
  ['kafka-1:9092 refused', 'kafka-2:9092 refused'],
  ['batch_20240102 failed', 'batch_20240103 failed'],
  ['in tmp_8f3a2b9c1d', 'in tmp_0a1b2c3d4e'],
  ['3rd row', '22nd row'],
  ['Decimal(18,2)', 'Decimal(38,200)'],
  ["b'\\xff' read", "b'ab' read"],
  ["got 'it''s'", "got 'its'"],
  ["got 'O'Brien' twice", "got 'x' twice"],
  ['got "a \\" b" twice', 'got "c" twice'],
  ['got ‘a’, “b”, «c»', 'got ‘d’, “e”, «f»'],
  ['got "never closed\nsecond line', 'got "other\nmore'],
  ["got 'never closed\nsecond line", "got 'other\nmore"],
  ['/a/2024-01-02/b c.csv', '/d/x/e c.csv'],
  ['read 2024-01-02/orders.csv', 'read 2024-01-03_x/b.csv'],
  ['in /data/day=2024-01-02/part-0.parquet now', 'in /data/part.parquet now'],
  ['in /data/file(1).csv now', 'in /data/file.csv now'],
  ['at 00:11:22:aa:bb:cc', 'at ff:ff:ff:ff:ff:ff'],
  ['after PT1M30S', 'after PT5S'],
  ['after 1 day, 2:03:04', 'after 3 days, 4:05:06'],
  ['since Mon, 02 Jan 2024 10:11:12 GMT', 'since Tue, 03 Feb 2024 00:00:00 GMT'],
  ['at [12/Jan/2024:10:11:12 +0000]', 'at [13/Feb/2025:00:00:00 +0000]'],
  ['\u001b[31mValueError: a 5\u001b[0m', 'ValueError: a 6'],
  ['ValueError:\n  row 5', 'ValueError: row 6'],
  ['\n\n  ValueError:   row\t5  \nmore', 'ValueError: row 6'],
  ['permanent_error: row 5', 'row 6'],
  ['see https://a.example/x?y=1.', 'see http://b.example:80.'],
  ['see (https://a.example/x)', 'see (https://b.example/y(z))'],
  ['see example.com/a/b', 'see www.example.org/c?d'],
  ['from root@db.example.com now', 'from a+b@c.org now'],
  ['bad \\x00 there', 'bad \\xff there'],
  ['at a.py:12:5', 'at src/b.py:7:33'],
];

describe('the text of a cause', () => {
  it.each(apart)('differs between %j and %j', (one, other) => {
    expect(causeOf(one).key).not.toBe(causeOf(other).key);
    expect(causeOf(one).text).not.toBe(causeOf(other).text);
  });

  it.each(together)('is the same for %j and %j', (one, other) => {
    expect(causeOf(other)).toEqual(causeOf(one));
  });

  it('keeps words with apostrophes', () => {
    expect(causeOf("can't read users' table, doesn't exist").text).toBe(
      "can't read users' table, doesn't exist",
    );
  });

  it('does not take a tag, or a slash after a number, for a path', () => {
    expect(causeOf('no </td> at 5/day').text).toBe('no </td> at <n>/day');
    expect(causeOf('no </td> at <n>/day').text).toBe('no </td> at <n>/day');
  });

  it('keeps words with a slash', () => {
    expect(causeOf('read/write and n/a and I/O of km/h').text).toBe('read/write and n/a and I/O of km/h');
  });
});
