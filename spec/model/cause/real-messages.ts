/** Messages as programs write them, each with its cause, by where they come from. */
export const realMessages: Readonly<Record<string, readonly (readonly [error: string, cause: string])[]>> = {
  Python: [
    ["KeyError: 'price'", "KeyError: '<…>'"],
    [
      'ValueError: could not convert string to float: n/a',
      'ValueError: could not convert string to float: n/a',
    ],
    [
      "ValueError: invalid literal for int() with base 10: '12a'",
      "ValueError: invalid literal for int() with base <n>: '<…>'",
    ],
    [
      "UnicodeDecodeError: 'utf-8' codec can't decode byte 0xff in position 1024: invalid start byte",
      "UnicodeDecodeError: '<…>' codec can't decode byte <hex> in position <n>: invalid start byte",
    ],
    [
      "FileNotFoundError: [Errno 2] No such file or directory: '/data/in/venue nyse.csv'",
      "FileNotFoundError: [Errno 2] No such file or directory: '<…>'",
    ],
    [
      "PermissionError: [Errno 13] Permission denied: '/out'",
      "PermissionError: [Errno 13] Permission denied: '<…>'",
    ],
    ['OSError: [Errno 28] No space left on device', 'OSError: [Errno 28] No space left on device'],
    ['MemoryError', 'MemoryError'],
    [
      "AttributeError: 'NoneType' object has no attribute 'strip'",
      "AttributeError: '<…>' object has no attribute '<…>'",
    ],
    ['IndexError: list index out of range', 'IndexError: list index out of range'],
    [
      'TypeError: parse() takes 2 positional arguments but 3 were given',
      'TypeError: parse() takes <n> positional arguments but <n> were given',
    ],
    [
      'json.decoder.JSONDecodeError: Expecting value: line 1 column 1 (char 0)',
      'json.decoder.JSONDecodeError: Expecting value: line <n> column <n> (char <n>)',
    ],
    [
      'pandas.errors.ParserError: Error tokenizing data. C error: Expected 5 fields in line 12, saw 7',
      'pandas.errors.ParserError: Error tokenizing data. C error: Expected <n> fields in line <n>, saw <n>',
    ],
    [
      'ValueError: time data "2024-13-01" does not match format "%Y-%m-%d", at position 17.',
      'ValueError: time data "<…>" does not match format "<…>", at position <n>.',
    ],
    [
      'pyarrow.lib.ArrowInvalid: CSV parse error: Row #42: Expected 12 columns, got 11: 2024-01-02,AAPL',
      'pyarrow.lib.ArrowInvalid: CSV parse error: Row #<n>: Expected <n> columns, got <n>: <time>,AAPL',
    ],
    [
      'pyarrow.lib.ArrowInvalid: Casting from timestamp[ns] to timestamp[ms] would lose data: 1704189600123456789',
      'pyarrow.lib.ArrowInvalid: Casting from timestamp[ns] to timestamp[ms] would lose data: <n>',
    ],
    [
      "requests.exceptions.ConnectionError: HTTPSConnectionPool(host='api.example.com', port=443): Max retries exceeded with url: /v1/prices?day=2024-01-02 (Caused by NewConnectionError('<urllib3.connection.HTTPSConnection object at 0x7f3b2c1d4e50>: Failed to establish a new connection: [Errno 111] Connection refused'))",
      "requests.exceptions.ConnectionError: HTTPSConnectionPool(host='<…>', port=<n>): Max retries exceeded with url: <path> (Caused by NewConnectionError('<…>'))",
    ],
    [
      "requests.exceptions.ReadTimeout: HTTPSConnectionPool(host='api.example.com', port=443): Read timed out. (read timeout=30)",
      "requests.exceptions.ReadTimeout: HTTPSConnectionPool(host='<…>', port=<n>): Read timed out. (read timeout=<n>)",
    ],
    [
      'requests.exceptions.HTTPError: 503 Server Error: Service Unavailable for url: https://api.example.com/v1/prices?page=3',
      'requests.exceptions.HTTPError: 503 Server Error: Service Unavailable for url: <url>',
    ],
    [
      'urllib.error.HTTPError: HTTP Error 404: Not Found',
      'urllib.error.HTTPError: HTTP Error 404: Not Found',
    ],
    [
      'socket.gaierror: [Errno -2] Name or service not known',
      'socket.gaierror: [Errno -2] Name or service not known',
    ],
    [
      'ssl.SSLCertVerificationError: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: certificate has expired (_ssl.c:1007)',
      'ssl.SSLCertVerificationError: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: certificate has expired (_ssl.c:<n>)',
    ],
    [
      'subprocess.CalledProcessError: Command \'["convert", "a.tif"]\' returned non-zero exit status 137.',
      "subprocess.CalledProcessError: Command '<…>' returned non-zero exit status 137.",
    ],
    [
      "subprocess.CalledProcessError: Command '/opt/bin/scan' died with <Signals.SIGKILL: 9>.",
      "subprocess.CalledProcessError: Command '<…>' died with <Signals.SIGKILL: 9>.",
    ],
    [
      "subprocess.TimeoutExpired: Command 'scan' timed out after 29.99987 seconds",
      "subprocess.TimeoutExpired: Command '<…>' timed out after <duration>",
    ],
    [
      "(pymysql.err.OperationalError) (1045, \"Access denied for user 'etl'@'10.0.0.5' (using password: YES)\")",
      '(pymysql.err.OperationalError) (1045, "<…>")',
    ],
    [
      'numpy._core._exceptions._ArrayMemoryError: Unable to allocate 7.45 GiB for an array with shape (1000000, 1000) and data type float64',
      'numpy._core._exceptions._ArrayMemoryError: Unable to allocate <size> for an array with shape (<n>, <n>) and data type float64',
    ],
    ["zipfile.BadZipFile: Bad CRC-32 for file 'orders.csv'", "zipfile.BadZipFile: Bad CRC-32 for file '<…>'"],
    [
      "decimal.InvalidOperation: [<class 'decimal.ConversionSyntax'>]",
      "decimal.InvalidOperation: [<class '<…>'>]",
    ],
    [
      'polars.exceptions.ComputeError: could not parse `N/A` as dtype `i64` at column `qty` (column number 4)',
      'polars.exceptions.ComputeError: could not parse `<…>` as dtype `<…>` at column `<…>` (column number <n>)',
    ],
    [
      'duckdb.duckdb.ConversionException: Conversion Error: Could not convert string "abc" to INT32',
      'duckdb.duckdb.ConversionException: Conversion Error: Could not convert string "<…>" to INT32',
    ],
    [
      'ValidationError: 2 validation errors for Order\nprice\n  Input should be a valid decimal',
      'ValidationError: <n> validation errors for Order',
    ],
    ['ParseError: venue_nyse.csv: no price in row 42', 'ParseError: <path>.csv: no price in row <n>'],
  ],
  Java: [
    ['java.lang.NullPointerException', 'java.lang.NullPointerException'],
    ['java.lang.OutOfMemoryError: Java heap space', 'java.lang.OutOfMemoryError: Java heap space'],
    [
      'java.net.SocketTimeoutException: connect timed out after 30000ms',
      'java.net.SocketTimeoutException: connect timed out after <duration>',
    ],
    ['java.net.UnknownHostException: db-1.prod.example.com', 'java.net.UnknownHostException: <host>'],
    [
      'java.net.ConnectException: Failed to connect to localhost/127.0.0.1:9092',
      'java.net.ConnectException: Failed to connect to <host>/<ip>',
    ],
    [
      'java.lang.ArrayIndexOutOfBoundsException: Index 5 out of bounds for length 5',
      'java.lang.ArrayIndexOutOfBoundsException: Index <n> out of bounds for length <n>',
    ],
    [
      'java.lang.NumberFormatException: For input string: "1,5"',
      'java.lang.NumberFormatException: For input string: "<…>"',
    ],
    [
      'java.sql.SQLSyntaxErrorException: ORA-00942: table or view does not exist',
      'java.sql.SQLSyntaxErrorException: ORA-00942: table or view does not exist',
    ],
    [
      'java.io.FileNotFoundException: /data/in/2024-01-02/orders.csv.gz (No such file or directory)',
      'java.io.FileNotFoundException: <path>.csv.gz (No such file or directory)',
    ],
    [
      'org.apache.kafka.common.errors.TimeoutException: Topic orders not present in metadata after 60000 ms.',
      'org.apache.kafka.common.errors.TimeoutException: Topic orders not present in metadata after <duration>.',
    ],
    [
      'java.lang.ClassCastException: class java.lang.String cannot be cast to class java.lang.Integer',
      'java.lang.ClassCastException: class java.lang.String cannot be cast to class java.lang.Integer',
    ],
  ],
  Node: [
    [
      "Error: ENOENT: no such file or directory, open '/data/in/a.csv'",
      "Error: ENOENT: no such file or directory, open '<…>'",
    ],
    ['Error: connect ECONNREFUSED 127.0.0.1:5432', 'Error: connect ECONNREFUSED <ip>'],
    ['Error: connect ECONNREFUSED ::1:5432', 'Error: connect ECONNREFUSED <ip>'],
    ['Error: getaddrinfo ENOTFOUND db.example.com', 'Error: getaddrinfo ENOTFOUND <host>'],
    ['Error: read ECONNRESET', 'Error: read ECONNRESET'],
    [
      'TypeError [ERR_INVALID_ARG_TYPE]: The "path" argument must be of type string. Received undefined',
      'TypeError [ERR_INVALID_ARG_TYPE]: The "<…>" argument must be of type string. Received undefined',
    ],
    [
      'SyntaxError: Unexpected token < in JSON at position 12',
      'SyntaxError: Unexpected token < in JSON at position <n>',
    ],
    [
      "TypeError: Cannot read properties of undefined (reading 'price')",
      "TypeError: Cannot read properties of undefined (reading '<…>')",
    ],
    ['AxiosError: Request failed with status code 429', 'AxiosError: Request failed with status code 429'],
    ['AxiosError: timeout of 5000ms exceeded', 'AxiosError: timeout of <duration> exceeded'],
  ],
  Rust: [
    [
      'Os { code: 2, kind: NotFound, message: "No such file or directory" }',
      'Os { code: 2, kind: NotFound, message: "<…>" }',
    ],
    ['No such file or directory (os error 2)', 'No such file or directory (os error 2)'],
    [
      "thread 'main' panicked at src/main.rs:10:5: index out of bounds: the len is 3 but the index is 7",
      "thread '<…>' panicked at <path>.rs:<n>:<n>: index out of bounds: the len is <n> but the index is <n>",
    ],
    [
      'invalid type: string "abc", expected u64 at line 3 column 5',
      'invalid type: string "<…>", expected u64 at line <n> column <n>',
    ],
    ['missing field `price` at line 12 column 1', 'missing field `<…>` at line <n> column <n>'],
    [
      'CSV error: record 42 (line: 43, byte: 1807): found record with 7 fields, but the previous record has 8 fields',
      'CSV error: record <n> (line: <n>, byte: <n>): found record with <n> fields, but the previous record has <n> fields',
    ],
  ],
  SQLite: [
    ['UNIQUE constraint failed: orders.id', 'UNIQUE constraint failed: orders.id'],
    ['sqlite3.OperationalError: database is locked', 'sqlite3.OperationalError: database is locked'],
    ['database disk image is malformed', 'database disk image is malformed'],
    ['SQLITE_BUSY (5): database is locked', 'SQLITE_BUSY (5): database is locked'],
    ['near "FORM": syntax error', 'near "<…>": syntax error'],
  ],
  PostgreSQL: [
    [
      'duplicate key value violates unique constraint "orders_pkey"\nDETAIL:  Key (id)=(5) already exists.',
      'duplicate key value violates unique constraint "<…>"',
    ],
    [
      'DETAIL: Key (id, day)=(5, 2024-01-02) already exists.',
      'DETAIL: Key (id, day)=(<n>, <time>) already exists.',
    ],
    [
      'relation "orders_2024" does not exist at character 15',
      'relation "<…>" does not exist at character <n>',
    ],
    [
      'Process 18264 waits for ShareLock on transaction 1077; blocked by process 18266.',
      'Process <n> waits for ShareLock on transaction <n>; blocked by process <n>.',
    ],
    [
      'SQLSTATE[42P01]: Undefined table: 7 ERROR: relation "prices" does not exist',
      'SQLSTATE[42P01]: Undefined table: <n> ERROR: relation "<…>" does not exist',
    ],
    [
      'connection to server at "db.example.com" (10.0.0.5), port 5432 failed: Connection timed out',
      'connection to server at "<…>" (<ip>), port <n> failed: Connection timed out',
    ],
    [
      'invalid byte sequence for encoding "UTF8": 0xc3 0x28',
      'invalid byte sequence for encoding "<…>": <hex>',
    ],
    ['canceling statement due to statement timeout', 'canceling statement due to statement timeout'],
  ],
  S3: [
    [
      'botocore.errorfactory.NoSuchKey: An error occurred (NoSuchKey) when calling the GetObject operation: The specified key does not exist.',
      'botocore.errorfactory.NoSuchKey: An error occurred (NoSuchKey) when calling the GetObject operation: The specified key does not exist.',
    ],
    [
      'botocore.exceptions.ClientError: An error occurred (404) when calling the HeadObject operation: Not Found',
      'botocore.exceptions.ClientError: An error occurred (404) when calling the HeadObject operation: Not Found',
    ],
    [
      'SlowDown: Please reduce your request rate. (Status Code: 503; Request ID: 4442587FB7D0A2F9; S3 Extended Request ID: ivPz+AQ1/fhqWgwK0CbV2w==)',
      'SlowDown: Please reduce your request rate. (Status Code: 503; Request ID: <hash>; S3 Extended Request ID: <hash>)',
    ],
    [
      'AccessDenied: Access Denied, RequestId: 3H8T9K2MVN4Q7XYZ, HostId: s9lzHYrFp76ZVxRcpX9+5cjAnEH2ROuNkd2BHfIa6UkFVdtjf5mKR3/eTPFvsiP/',
      'AccessDenied: Access Denied, RequestId: <hash>, HostId: <hash>',
    ],
    [
      'Unable to read s3://trades-eu/2024/01/02/part-00000.parquet: AccessDenied',
      'Unable to read <url>: AccessDenied',
    ],
  ],
  HTTP: [
    ['HTTP 503 from https://api.example.com/v1', 'HTTP 503 from <url>'],
    ['HTTP/1.1 429 Too Many Requests', 'HTTP/1.1 429 Too Many Requests'],
    [
      'error sending request for url (http://10.0.0.5:8080/health): operation timed out',
      'error sending request for url (<url>): operation timed out',
    ],
    [
      'curl: (28) Operation timed out after 30001 milliseconds with 0 bytes received',
      'curl: (28) Operation timed out after <duration> with <size> received',
    ],
    ['504 Gateway Time-out', '504 Gateway Time-out'],
    ['Get "https://api.example.com/x": context deadline exceeded', 'Get "<…>": context deadline exceeded'],
    ['dial tcp 10.1.2.3:443: i/o timeout', 'dial tcp <ip>: i/o timeout'],
    ['dial tcp [2001:db8::5]:443: connect: no route to host', 'dial tcp <ip>: connect: no route to host'],
  ],
  'operating systems': [
    ['Killed by signal 9', 'Killed by signal 9'],
    ['worker exited with exit code 137', 'worker exited with exit code 137'],
    [
      '[WinError 32] The process cannot access C:\\data\\in\\orders.xlsx',
      '[WinError 32] The process cannot access <path>.xlsx',
    ],
    ['cannot open /var/lib/app/run.1: Too many open files', 'cannot open <path>: Too many open files'],
  ],
  'workers of the queue': [
    [
      'SchemaViolation at row 12: expected Decimal(18,2), got "12.345"',
      'SchemaViolation at row <n>: expected Decimal(<n>,<n>), got "<…>"',
    ],
    ['orders: column price (Decimal) is missing', 'orders: column price (Decimal) is missing'],
    ['permanent_error: expected 5 columns, got 7', 'expected <n> columns, got <n>'],
    ['max_retries_exceeded: worker lost after 3 attempts', 'worker lost after <n> attempts'],
    ['Lease expired at 2026-01-13T10:38:15.123456789+00:00', 'Lease expired at <time>'],
    [
      'no mail for bob.smith@example.com in batch 6f9619ff-8b86-d011-b42d-00c04fc964ff',
      'no mail for <email> in batch <uuid>',
    ],
    [
      'checksum mismatch: 9e107d9d372bb6826bd81d3542a419d6 is not e4d909c290d0fb1ca068ffaddf22cbd0',
      'checksum mismatch: <hash> is not <hash>',
    ],
    ['12.5% of 1,234,567 rows rejected (limit 10 %)', '<n>% of <n> rows rejected (limit <n> %)'],
    ['file too large: 5.2 GB (limit 512 MiB)', 'file too large: <size> (limit <size>)'],
    ['price is -12.50 at row 7, not in [0, 1e9]', 'price is <n> at row <n>, not in [<n>, <n>]'],
    [
      'int64 overflow in x86_64 build, sha256 of v2 differs',
      'int64 overflow in x86_64 build, sha256 of v2 differs',
    ],
    ['trade date Tue, 02 Jan 2024 is after Jan 1, 2024', 'trade date <time> is after <time>'],
  ],
};
