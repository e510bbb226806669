import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Traceback } from '../../lib/causes/traceback/thrown.js';
import { tracebackIn } from '../../lib/causes/traceback/traceback.js';
import { leastCpuMs } from '../support/cpu-time.js';

const folder = fileURLToPath(new URL('../../../spec/fixtures/tracebacks/', import.meta.url));

const fixture = (name: string) => readFileSync(`${folder}${name}.txt`, 'utf8');

const noPrice = "decimal.InvalidOperation: [<class 'decimal.ConversionSyntax'>]";

function thrown(error: string, frame: string | null, other: Traceback['other'] = null): Traceback {
  return { error, frame, other };
}

/** What the runtimes wrote, and the traceback that is read from it. */
const expected: Readonly<Record<string, Traceback>> = {
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

describe('a traceback as a runtime writes it', () => {
  it('is expected for every fixture', () => {
    expect(Object.keys(expected).sort()).toEqual(
      readdirSync(folder)
        .map((name) => name.replace(/\.txt$/, ''))
        .sort(),
    );
  });

  it.each(Object.entries(expected))('%s', (name, traceback) => {
    expect(tracebackIn(fixture(name))).toEqual(traceback);
  });
});

describe('a traceback among other text', () => {
  const python = fixture('python-plain');
  const plain = thrown(noPrice, 'parser.py:6');

  it.each<[string, string, Traceback]>([
    ['behind words on its first line', `permanent_error: Parser failed: ${python}`, plain],
    ['behind other lines', `starting\nrow 41 is fine\n${python}`, plain],
    ['with the line ends of Windows', python.replaceAll('\n', '\r\n'), plain],
    ['with paths of Windows', python.replaceAll('/srv/parsers/', 'C:\\parsers\\'), plain],
    [
      'in colours',
      python
        .replace(/^(\w.*)$/gm, '\u001b[1;35m$1\u001b[0m')
        .replaceAll('parser.py', '\u001b[35mparser.py\u001b[0m'),
      plain,
    ],
    ['whose beginning was cut off', python.slice(60), plain],
    [
      'whose end was cut off',
      python.slice(0, python.indexOf('decimal.')),
      thrown('traceback cut short', 'parser.py:6'),
    ],
    [
      'after another that it has nothing to do with',
      `${fixture('python-standard-library')}trying once more\n${python}`,
      plain,
    ],
    [
      'only in the code of libraries',
      'Traceback (most recent call last):\n  File "/venv/lib/python3.11/site-packages/pandas/io.py", line 9, in read\n    x()\n  File "/venv/lib/python3.11/site-packages/pandas/c.py", line 3, in x\nOSError: gone',
      thrown('OSError: gone', 'c.py:3'),
    ],
    [
      'whose own code called a package under Windows',
      'Traceback (most recent call last):\n  File "C:\\parsers\\parser.py", line 9, in read\n  File "C:\\venv\\Lib\\site-packages\\csv2\\c.py", line 3, in x\nOSError: gone',
      thrown('OSError: gone', 'parser.py:9'),
    ],
    [
      "of Python inside Node's",
      `Error: Command failed: python3 parse.py\n${python}\n    at ChildProcess.exithandler (node:child_process:422:12)\n`,
      plain,
    ],
    [
      'of Node through a package',
      'Error: no rows\n    at read (/srv/node_modules/csv/index.js:5:9)\n    at async parse (/srv/parser.js:7:3)',
      thrown('Error: no rows', 'parser.js:7'),
    ],
    [
      'of Node behind another line',
      'worker 3 says\nUncaught TypeError: no rows\n    at C:\\srv\\parser.js:7:3',
      thrown('TypeError: no rows', 'parser.js:7'),
    ],
    [
      'of an error whose name says nothing',
      'Boom\n    at parse (/srv/parser.js:7:3)',
      thrown('Boom', 'parser.js:7'),
    ],
    [
      'of Java with the names of its archives',
      'com.acme.Bad: no rows\n\tat com.acme.Worker.run(Worker.java:9) ~[worker.jar:1.0]\n\tat java.base/java.lang.Thread.run(Thread.java:833) [?:?]',
      thrown('com.acme.Bad: no rows', 'Worker.java:9'),
    ],
    [
      'of Java below its own reflection',
      'com.acme.Bad: no rows\n\tat java.base/jdk.internal.reflect.Direct.invoke(Direct.java:1)\n\tat javax.swing.Timer.run(Timer.java:2)\n\tat com.acme.Worker.run(Worker.java:9)',
      thrown('com.acme.Bad: no rows', 'Worker.java:9'),
    ],
    [
      'caused by one whose end was cut off',
      'Traceback (most recent call last):\n  File "/srv/a.py", line 1, in a\n\nThe above exception was the direct cause of the following exception:\n\nTraceback (most recent call last):\n  File "/srv/b.py", line 2, in b\nOSError: gone',
      thrown('OSError: gone', 'b.py:2'),
    ],
    [
      'of old .NET, with the inner error on the same line',
      'A.Bad: no rows ---> System.IO.IOException: gone\n   at A.B.C() in C:\\src\\B.cs:line 12',
      thrown('A.Bad: no rows', 'B.cs:12', { how: 'caused by', error: 'System.IO.IOException: gone' }),
    ],
    [
      'of Go inside its own library only',
      'fatal error: out of memory\n\ngoroutine 1 [running]:\nruntime.throw({0x1b2c3d?, 0x0?})\n\t/usr/local/go/src/runtime/panic.go:1101 +0x48\n',
      thrown('fatal error: out of memory', 'panic.go:1101'),
    ],
    [
      'of Go, recovered by River, which writes its calls alone',
      'no rows\nmain.(*W).Work.func1\n\t/srv/shop/work.go:9\nruntime.gopanic\n\t/usr/local/go/src/runtime/panic.go:787\nx.org/y-z/v2.Do[...]\n\t/srv/y/do.go:3\n',
      thrown('no rows', 'work.go:9'),
    ],
    [
      'of Go, repanicked, with paths that were trimmed',
      'panic: no rows [recovered, repanicked]\n\ngoroutine 7 [running]:\nnet/http.(*conn).serve.func1()\n\tnet/http/server.go:1947 +0xbe\nx/y.Do()\n\tx/y@v1.2.0/do.go:3\nshop.Work()\n\tshop/work.go:9',
      thrown('panic: no rows', 'work.go:9'),
    ],
    [
      'of Ruby behind other lines, of two lines itself',
      "worker 3 says\nOrders::Bad: no rows\nin a.csv\napp/jobs/orders.rb:9:in 'Orders#read'",
      thrown('Orders::Bad: no rows\nin a.csv', 'orders.rb:9'),
    ],
    [
      'of PHP behind another line, without a message',
      'worker 3 says\nAcme\\Bad in C:\\shop\\vendor\\acme\\Bad.php:3\nStack trace:\n#0 C:\\shop\\app\\Work.php(9): Acme\\read()\n#1 {main}',
      thrown('Acme\\Bad', 'Work.php:9'),
    ],
    [
      'of Elixir without the names of applications',
      '10:00 [error] job failed\n** (FunctionClauseError) no function clause matching in A.b/1\n\nThe following arguments were given to A.b/1:\n\n    # 1\n    nil\n\n    lib/a.ex:3: A.b/1',
      thrown('FunctionClauseError: no function clause matching in A.b/1', 'a.ex:3'),
    ],
    [
      'of PHP, uncaught',
      "PHP Fatal error:  Uncaught RuntimeException: no price in row 42 in /srv/parsers/src/Orders.php:38\nStack trace:\n#0 /srv/parsers/src/Orders.php(61): Acme\\Orders->price(Array)\n#1 /srv/parsers/parse.php(9): Acme\\Orders->parse('/data/venue_nys...')\n#2 {main}\n  thrown in /srv/parsers/src/Orders.php on line 38",
      thrown('RuntimeException: no price in row 42', 'Orders.php:38'),
    ],
    [
      'of PHP behind another of its exceptions',
      'JsonException: Syntax error in /srv/shop/app/Feeds/Reader.php:12\nStack trace:\n#0 /srv/shop/app/Jobs/ReadFeed.php(20): App\\Feeds\\Reader->read()\n#1 {main}\n\nNext App\\Exceptions\\FeedFailed: venue_nyse.csv: row 42\ncannot be read in /srv/shop/app/Jobs/ReadFeed.php:22\nStack trace:\n#0 /srv/shop/vendor/laravel/framework/src/Illuminate/Container/BoundMethod.php(36): App\\Jobs\\ReadFeed->handle()\n#1 {main}',
      thrown('App\\Exceptions\\FeedFailed: venue_nyse.csv: row 42\ncannot be read', 'ReadFeed.php:22', {
        how: 'caused by',
        error: 'JsonException: Syntax error',
      }),
    ],
    [
      'of PHP in its packages alone',
      'Illuminate\\Queue\\MaxAttemptsExceededException: App\\Jobs\\ReadFeed has been attempted too many times. in /srv/shop/vendor/laravel/framework/src/Illuminate/Queue/MaxAttemptsExceededException.php:24\nStack trace:\n#0 /srv/shop/vendor/laravel/framework/src/Illuminate/Queue/Worker.php(785): Illuminate\\Queue\\MaxAttemptsExceededException::forJob(Object(Illuminate\\Queue\\Jobs\\DatabaseJob))\n#1 /srv/shop/artisan(13): Illuminate\\Foundation\\Application->handleCommand(Object(Symfony\\Component\\Console\\Input\\ArgvInput))\n#2 {main}',
      thrown(
        'Illuminate\\Queue\\MaxAttemptsExceededException: App\\Jobs\\ReadFeed has been attempted too many times.',
        'MaxAttemptsExceededException.php:24',
      ),
    ],
    [
      'of Ruby with the first of the errors behind it',
      "/srv/parsers/orders.rb:12:in 'Orders#parse': venue_nyse.csv: row 42 (Orders::ParseError)\n\tfrom /srv/parsers/orders.rb:30:in '<main>'\n/usr/local/bundle/ruby/3.4.0/gems/csv-3.3.2/lib/csv/parser.rb:1039:in 'CSV::Parser#parse_row': Illegal quoting in line 42. (CSV::MalformedCSVError)\n\tfrom /usr/local/bundle/ruby/3.4.0/gems/csv-3.3.2/lib/csv/parser.rb:450:in 'CSV::Parser#parse'\n\tfrom /srv/parsers/orders.rb:9:in 'Orders#parse'\n\tfrom /srv/parsers/orders.rb:30:in '<main>'\n/srv/parsers/file.rb:7:in 'IO#readline': end of file reached (EOFError)\n\tfrom /srv/parsers/orders.rb:30:in '<main>'",
      thrown('venue_nyse.csv: row 42 (Orders::ParseError)', 'orders.rb:12', {
        how: 'caused by',
        error: 'end of file reached (EOFError)',
      }),
    ],
    [
      'of Elixir, exited while another process failed',
      '** (exit) exited in: GenServer.call(#PID<0.412.0>, :checkout, 5000)\n    ** (EXIT) an exception was raised:\n        ** (ArgumentError) argument error\n            (stdlib 5.2) :ets.lookup(:venues, 42)\n            (shop 0.1.0) lib/shop/venues.ex:12: Shop.Venues.find/1\n    (elixir 1.16.1) lib/gen_server.ex:1114: GenServer.call/3\n    (shop 0.1.0) lib/shop/workers/quote.ex:9: Shop.Workers.Quote.perform/1\n    (oban 2.17.8) lib/oban/queue/executor.ex:129: Oban.Queue.Executor.perform/1',
      thrown('exit: exited in: GenServer.call(#PID<0.412.0>, :checkout, 5000)', 'venues.ex:12', {
        how: 'caused by',
        error: 'ArgumentError: argument error',
      }),
    ],
    [
      'of Oban, whose worker returned an error',
      '** (Oban.PerformError) Shop.Workers.Quote failed with {:error, "venue nyse is closed"}',
      thrown('Oban.PerformError: venue nyse is closed', null),
    ],
    [
      'of Rust, one cause without a number',
      'Error: cannot parse\n\nCaused by:\n    no rows\n\nStack backtrace:\n   0: main',
      thrown('cannot parse', null, { how: 'caused by', error: 'no rows' }),
    ],
  ])('%s', (_, text, traceback) => {
    expect(tracebackIn(text)).toEqual(traceback);
  });

  const py = (file: string) =>
    `Traceback (most recent call last):\n  File "/srv/${file}.py", line 1, in f\nE: ${file}\n\n`;

  it.each([
    [
      'Python',
      `${py('none')}${py('one')}The above exception was the direct cause of the following exception:\n\n${py('two')}During handling of the above exception, another exception occurred:\n\n${py('three')}`,
      'while handling',
    ],
    [
      'Java',
      'E: three\n\tat a.B.c(B.java:3)\nCaused by: E: two\n\tat a.B.c(B.java:2)\n\t... 1 more\nCaused by: E: one\n\tat a.B.c(B.java:1)',
    ],
    [
      'Node',
      'E: three\n    at f (/srv/a.js:3:1) {\n  [cause]: E: two\n      at f (/srv/a.js:2:1) {\n    [cause]: E: one\n        at f (/srv/a.js:1:1)\n  }\n}',
    ],
    ['.NET', 'E: three\n ---> E: two\n ---> E: one\n   at A.B.C() in /srv/B.cs:line 1'],
    [
      'PHP',
      'E: one in /srv/a.php:1\nStack trace:\n#0 {main}\n\nNext E: two in /srv/a.php:2\nStack trace:\n#0 {main}\n\nNext E: three in /srv/a.php:3\nStack trace:\n#0 {main}',
    ],
  ])('of %s names the last error and the first of a chain of three', (_, text, how = 'caused by') => {
    expect(tracebackIn(text)).toMatchObject({ error: 'E: three', other: { how, error: 'E: one' } });
  });

  it('is found at the end of a text of megabytes', () => {
    const depth = '  File "/srv/parsers/tree.py", line 4, in odd\n    return even(node)\n'.repeat(40_000);
    expect(tracebackIn(`Traceback (most recent call last):\n${depth}RecursionError: too deep`)).toEqual(
      thrown('RecursionError: too deep', 'tree.py:4'),
    );
  });

  it('is shortened if its message is endless', () => {
    const found = tracebackIn(`Error: ${'x'.repeat(100_000)}\n    at parse (/srv/parser.js:7:3)`);
    expect(found?.error).toHaveLength(4096);
    expect(found?.frame).toBe('parser.js:7');
  });
});

describe('the memory of tracebacks', () => {
  const failedAt = (line: number, message = 'x') =>
    `Error: ${message}\n    at parse (/srv/parser.js:${line}:3)`;

  it('returns the same object for all texts of a screen', () => {
    const lines = Array.from({ length: 100 }, (_, index) => index);
    const message = 'x'.repeat(65_536);
    const first = lines.map((line) => tracebackIn(failedAt(line, message)));
    const second = lines.map((line) => tracebackIn(failedAt(line, message)));
    for (const line of lines) expect(second[line]).toBe(first[line]);
    expect(second[42]?.frame).toBe('parser.js:42');
  });

  it('drops the text that was unused for longest', () => {
    const [early, often] = [tracebackIn(failedAt(1)), tracebackIn(failedAt(2))];
    for (let line = 3; line < 200; line += 1) {
      tracebackIn(failedAt(line, 'x'.repeat(65_536)));
      expect(tracebackIn(failedAt(2))).toBe(often);
    }
    expect(tracebackIn(failedAt(1))).toEqual(early);
    expect(tracebackIn(failedAt(1))).not.toBe(early);
  });
});

describe('a text without a traceback', () => {
  it.each([
    'SchemaViolation at row 42',
    'Traceback (most recent call last):',
    'two lines\nof a message',
    'Look\n  at the log (line 5) for more',
    'Caused by:\nnothing',
    'goroutine 1 [running]:\nmain.main()',
    "/srv/a.rb:1:in `x': the first line\n  of two",
    "/srv/a.rb:1:in `x'\n/srv/a.rb:2:in `y'",
    'Stack trace:\n#0 /a.php(1): b()',
    'two stars ** (and more)\nof a message',
    'words\ngoroutine 1 [running]:',
    '',
  ])('%p', (text) => {
    expect(tracebackIn(text)).toBeNull();
  });

  it('takes bounded time, whatever it is made of', () => {
    const pieces = fc.constantFrom(
      ...[
        ...Object.keys(expected).flatMap((name) => fixture(name).split('\n')),
        ' '.repeat(999),
        '\u001b[1m',
        '^',
        '{',
      ],
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 60 }), fc.constantFrom('\n', '', ' '), (lines, between) => {
        const found = tracebackIn(lines.join(between));
        if (found !== null) expect(found.frame ?? ':').toContain(':');
      }),
      { numRuns: 500 },
    );
  });

  const blanks = [' ', '\t', '\u00a0'];
  const places: readonly (readonly [string, (run: string) => string])[] = [
    ['a JavaScript message', (run) => `Error: a${run}b\n    at parse (/srv/parser.js:7:3)`],
    ['a JavaScript frame', (run) => `Error: a\n    at parse${run}(/srv/parser.js:7:3)`],
    ['the indentation of a frame', (run) => `Error: a\n${run}at parse (/srv/parser.js:7:3)${run}x`],
    [
      'a cause',
      (run) => `Error: a\n    at b (/c.js:7:3)\n${run}[cause]: ${run}d${run}e\n    at f (/g.js:1:2)`,
    ],
    ['a thrown value', (run) => `/srv/a.js:1\n${run}^${run}\n{ a${run}b }\nNode.js v22.1.0`],
    ['a .NET message', (run) => `Unhandled exception. A: b${run}c ---> D: e\n   at F.G() in /h.cs:line 7`],
    [
      'a Python traceback',
      (run) => `Traceback (most recent call last):${run}\n  File "a", line 1\nE: b${run}c`,
    ],
    [
      'a Python group',
      (run) =>
        `${run}+ Exception Group Traceback \n${run}| E: a (1 sub-exception)${run}b\n${run}+----${run}c`,
    ],
    ['a panic of Rust', (run) => `thread 'a${run}b' panicked at c.rs:1:2:\nd${run}e`],
    ['a report of Rust', (run) => `Error: a${run}b\n\nCaused by:${run}\n${run}c${run}d`],
    ['a panic of Go', (run) => `panic: a${run}b\n\ngoroutine 1 [running]:\n${run}a.go:1${run}b`],
    ['a recovered panic of Go', (run) => `a${run}b\ngoroutine 1 [running]:\n\ta${run}.go:1${run}`],
    ['calls of Ruby', (run) => `A: b${run}c\n${run}from${run}a.rb${run}:2:in 'd'\na.rb:1:in 'e'${run}`],
    ['an exception of PHP', (run) => `A: b${run} in ${run}/c.php:1\nStack trace:\n#0 /d.php${run}(1): e()`],
    ['an error of Elixir', (run) => `** (A) b${run}c\n${run}** (D) e${run}f\n${run}lib/g.ex${run}:1: h`],
    ['an error of Ruby', (run) => `a.rb:1:in 'b': c${run}d\n${run}from${run}a.rb:2${run}`],
  ];

  it.each(places)('takes time linear in a run of blanks in %s', (_, textWith) => {
    for (const blank of blanks) {
      const short = leastCpuMs((run) => tracebackIn(textWith(blank.repeat(4000 + run))));
      const long = leastCpuMs((run) => tracebackIn(textWith(blank.repeat(32_000 + run))));
      // In proportion it would be 8, by the square 64; below a millisecond nothing can be measured.
      expect(long / Math.max(short, 1)).toBeLessThan(32);
    }
  });
});
