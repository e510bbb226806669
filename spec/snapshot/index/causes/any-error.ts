import fc from 'fast-check';

const message = fc.oneof(
  fc.nat(3).map((n) => `SchemaViolation at row ${n}: expected ${n}`),
  fc.nat(3).map((n) => `max_retries_exceeded: DiskFull: /data/${n}.csv`),
  fc.nat(2).map((n) => `Traceback (most recent call last):\n  File "a.py", line ${n}\nKeyError: 'x${n}'`),
  fc.nat(2).map((n) => `[{"file_path": "/in/${n}", "error": "Bad row", "line": ${n}}]`),
  fc.constantFrom('', '  ', 'plain', 'Fehler: zu groß', 'cut\0off', 'Cancelled by user'),
  // Beyond its leaf, beyond what the walk holds, and beyond what is read of a text.
  fc.constantFrom(700, 6000, 700, 6000, 66_000, 140_000).map((length) => `Long: ${'ü'.repeat(length)} end`),
);

/** What a row may say of why its job failed: of each storage class, in any status but mostly a failed one. */
export const anyError = fc.record({
  status: fc.constantFrom('FAILED', 'FAILED', 'error', 'COMPLETED', 'RUNNING'),
  error_message: fc.oneof(
    { weight: 8, arbitrary: message },
    fc.constantFrom(null, 42, 1.5, Uint8Array.of(0x44, 0xff, 0x00), Uint8Array.from(Buffer.from('Bytes: 7'))),
  ),
});
