/** A value to bind or as read: integers beyond 2^53 are bigints. */
export type NativeValue = string | number | bigint | Uint8Array | null;

/** One row by column name. */
export type NativeRow = Readonly<Record<string, NativeValue>>;

/** Parameters by position or by name without prefix. */
export type NativeParameters = readonly NativeValue[] | NativeRow;

/** The parent's requests to the native child, one JSON object per line. */
export type NativeRequest =
  /** Open a database, while none is open: the first request, and the one after `close`. */
  | { readonly do: 'open'; readonly path: string; readonly busyTimeout: number }
  /** Close it. An open transaction is rolled back, as when a worker ends cleanly. */
  | { readonly do: 'close' }
  | { readonly do: 'exec'; readonly sql: string }
  | NativeStatement;

/** One statement with its parameters: `all` returns its rows, `run` how many rows it changed. */
export interface NativeStatement {
  readonly do: 'all' | 'run';
  readonly sql: string;
  readonly parameters: NativeParameters;
}

/** The native child's answers, one JSON object per line, in the order of the requests. */
export type NativeReply =
  | { readonly rows: readonly NativeRow[] }
  | { readonly changes: number }
  | { readonly error: { readonly code: string; readonly message: string } };

/** One line of JSON in which 64-bit integers and bytes survive. */
export function encode(message: unknown): string {
  return `${JSON.stringify(message, (_, value: unknown) => {
    if (typeof value === 'bigint') return { $integer: value.toString() };
    if (value instanceof Uint8Array) return { $bytes: Buffer.from(value).toString('base64') };
    // A Buffer has already converted itself to this when the replacer sees it.
    if (isTagged(value, 'data') && 'type' in value && value.type === 'Buffer')
      return { $bytes: Buffer.from(value.data as number[]).toString('base64') };
    return value;
  })}\n`;
}

/** The inverse of {@link encode}. */
export function decode(line: string): unknown {
  return JSON.parse(line, (_, value: unknown) => {
    if (isTagged(value, '$integer')) return BigInt(String(value.$integer));
    if (isTagged(value, '$bytes')) return new Uint8Array(Buffer.from(String(value.$bytes), 'base64'));
    return value;
  });
}

function isTagged<K extends string>(value: unknown, key: K): value is Record<K, unknown> {
  return typeof value === 'object' && value !== null && key in value;
}
