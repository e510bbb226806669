import { now } from '../scene.js';

/** What is shown of the first job of most scenes, which has never been tried, and of one that waits for half an hour. */
export const untried = {
  status: 'queued',
  typeText: 'mail',
  priority: 3,
  retryCount: 0,
  errorMessage: null,
} as const;
export const scheduled = { status: 'queued', waiting: { kind: 'scheduled', at: now + 1_800_000 } } as const;

/** So many minutes before the time of the scene; negative: after it. */
export function ago(minutes: number): Date {
  return new Date(now - minutes * 60_000);
}

/** A row: times as `Date`, JSON as objects, PostgreSQL's arrays as lists. */
type Row = Readonly<Record<string, unknown>>;

/**
 * Statements that insert rows, as the libraries of other queues write them. In SQLite, JSON and lists are text, or
 * JSONB in the columns `blobs`; times are texts in UTC with a blank or, with `isoTimes`, a T between date and time.
 */
export function inserts(
  dialect: 'sqlite' | 'postgres',
  table: string,
  rows: readonly Row[],
  { blobs = [], isoTimes = false }: { readonly blobs?: readonly string[]; readonly isoTimes?: boolean } = {},
): string {
  const written = (column: string, value: unknown): string => {
    if (value === null || value === undefined) return 'NULL';
    if (typeof value === 'number' || typeof value === 'boolean') return String(value);
    if (value instanceof Date) {
      const iso = value.toISOString();
      return quoted(dialect === 'postgres' || isoTimes ? iso : iso.replace('T', ' ').replace('Z', ''));
    }
    if (typeof value === 'string') return quoted(value);
    if (Array.isArray(value) && dialect === 'postgres') return quoted(`{${value.map(element).join(',')}}`);
    const json = quoted(JSON.stringify(value));
    return dialect === 'sqlite' && blobs.includes(column) ? `jsonb(${json})` : json;
  };
  return rows
    .map((row) => {
      const values = Object.entries(row).map(([column, value]) => written(column, value));
      return `INSERT INTO ${table} (${Object.keys(row).join(', ')}) VALUES (${values.join(', ')});`;
    })
    .join('\n');
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** An element of an array, as PostgreSQL reads it. */
function element(value: unknown): string {
  return JSON.stringify(typeof value === 'string' ? value : JSON.stringify(value));
}
