import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Traceback } from '../../lib/model/traceback/thrown.js';

export const folder = fileURLToPath(new URL('../../../spec/fixtures/tracebacks/', import.meta.url));

export const fixture = (name: string) => readFileSync(`${folder}${name}.txt`, 'utf8');

export const noPrice = "decimal.InvalidOperation: [<class 'decimal.ConversionSyntax'>]";

export function thrown(error: string, frame: string | null, other: Traceback['other'] = null): Traceback {
  return { error, frame, other };
}

/** What the runtimes wrote, and the traceback that is read from it. */
export const expected: Readonly<Record<string, Traceback>> = {
  'python-plain': thrown(noPrice, 'parser.py:6'),
  'python-3.13-plain': thrown(noPrice, 'parser.py:6'),
  'python-2.7': thrown('ValueError: could not convert string to float: n/a', 'py2.py:2'),
  'python-command': thrown(noPrice, '<string>:1'),
  'python-bare': thrown('AssertionError', 'py_bare.py:2'),
  'python-cause': thrown('parser.ParseError: venue_nyse.csv: no price in row 42', 'parser.py:26', {
    how: 'caused by',
    error: noPrice,
  }),
  'python-context': thrown("KeyError: 'cost'", 'parser.py:33', {
    how: 'while handling',
    error: "KeyError: 'price'",
  }),
  'python-standard-library': thrown(
    'json.decoder.JSONDecodeError: Expecting value: line 1 column 1 (char 0)',
    'parser.py:15',
  ),
  'python-other-process': thrown(noPrice, 'parser.py:6'),
  'python-notes': thrown(`${noPrice}\nfile: venue_nyse.csv\nrow: 42`, 'parser.py:6'),
  'python-multiline': thrown(
    'ValidationError: 2 validation errors for Order\nprice\n  Input should be a valid decimal\n\nvenue\n  Field required',
    'py_multiline.py:4',
  ),
  'python-group': thrown(noPrice, 'parser.py:6', {
    how: 'one of',
    error: 'ExceptionGroup: 2 files failed (2 sub-exceptions)',
  }),
  'python-group-unraised': thrown('ValueError: row 3: no price\nvenue: nyse', null, {
    how: 'one of',
    error: 'ExceptionGroup: 2 rows failed (2 sub-exceptions)',
  }),
  'python-nested-group': thrown('RuntimeError: the run failed', 'py_nested_group.py:22', {
    how: 'caused by',
    error: noPrice,
  }),
  'python-syntax-import': thrown("SyntaxError: expected ':'", 'broken.py:2'),
  'python-syntax-script': thrown("SyntaxError: expected ':'", 'broken.py:2'),
  'python-recursion': thrown('RecursionError: maximum recursion depth exceeded', 'py_recursion.py:2'),
  'python-ignored-after': thrown('ValueError: row 3 is not utf-8', 'py_ignored.py:7'),
  'python-fault': thrown('Fatal Python error: Segmentation fault', 'py_segv.py:4'),
  'node-uncaught': thrown(
    "SyntaxError: Expected ',' or '}' after property value in JSON at position 12",
    'node_plain.js:1',
  ),
  'node-stack': thrown('TypeError: price is not a number\nrow 42: "n/a"', 'node_stack.mjs:3'),
  'node-cause': thrown('Error: cannot load /data/venue_nyse.csv', 'node_cause.js:6', {
    how: 'caused by',
    error: "Error: ENOENT: no such file or directory, open '/data/venue_nyse.csv'",
  }),
  'node-aggregate': thrown('RangeError: a.csv: row 42 is too long', 'node_aggregate.mjs:1', {
    how: 'one of',
    error: 'AggregateError: All promises were rejected',
  }),
  'node-reject': thrown("{ code: 'E_PARSE' }", null),
  'java-plain': thrown('java.lang.NumberFormatException: For input string: "n/a"', 'Worker.java:12'),
  'java-cause': thrown('com.acme.Worker$ParseException: venue_nyse.csv: row 42', 'Worker.java:18', {
    how: 'caused by',
    error: 'java.lang.NumberFormatException: For input string: "n/a"',
  }),
  'java-wrapped': thrown(
    'java.lang.RuntimeException: java.io.IOException: No space left on device',
    'Worker.java:27',
  ),
  'java-suppressed': thrown('java.lang.NumberFormatException: For input string: "n/a"', 'Worker.java:12'),
  dotnet: thrown('System.InvalidOperationException: venue_nyse.csv: row 42', 'Parser.cs:12', {
    how: 'caused by',
    error: "System.FormatException: The input string 'n/a' was not in a correct format.",
  }),
  'go-panic': thrown('panic: runtime error: index out of range [3] with length 1', 'price.go:14'),
  'rust-index': thrown('panicked: index out of bounds: the len is 1 but the index is 3', 'panic.rs:2'),
  'rust-backtrace': thrown('panicked: no price: ParseIntError { kind: InvalidDigit }', 'panic.rs:2'),
  'rust-before-1.73': thrown(
    'panicked: called `Result::unwrap()` on an `Err` value: ParseIntError { kind: InvalidDigit }',
    'parse.rs:88',
  ),
  'rust-report': thrown('cannot parse venue_nyse.csv', null, {
    how: 'caused by',
    error: 'invalid digit found in string',
  }),
  ruby: thrown('undefined method `price\' for "n/a":String (NoMethodError)', 'orders.rb:38'),
  'ruby-backtrace': thrown(
    "ActiveRecord::RecordNotFound: Couldn't find Order with 'id'=42",
    'export_orders_job.rb:8',
  ),
  'php-query': thrown(
    'Illuminate\\Database\\QueryException: SQLSTATE[HY000]: General error: 1 no such table: orders (Connection: sqlite, SQL: select * from "orders" where "venue" = nyse)',
    'ImportOrders.php:31',
  ),
  'elixir-oban': thrown(
    'Postgrex.Error: ERROR 23505 (unique_violation) duplicate key value violates unique constraint "orders_ref_index"',
    'orders.ex:88',
  ),
  'go-recovered': thrown('runtime error: invalid memory address or nil pointer dereference', 'quote.go:31'),
};
