import type { PresentSchema } from './present-schema.js';

/** One thing that the migration adds where it is missing. */
export interface Addition {
  readonly kind: 'column' | 'table' | 'index' | 'trigger';
  /** Its name; a column's is preceded by its table's. */
  readonly name: string;
  readonly sql: string;
}

const shapes: readonly { readonly kind: Addition['kind']; readonly shape: RegExp }[] = [
  { kind: 'column', shape: /^ALTER TABLE (\w+) ADD COLUMN (\w+)/ },
  { kind: 'table', shape: /^CREATE TABLE (\w+)/ },
  { kind: 'index', shape: /^CREATE (?:UNIQUE )?INDEX (\w+)/ },
  { kind: 'trigger', shape: /^CREATE TRIGGER (\w+)/ },
];

/**
 * The additions in the text of a migration file: statements that add something and contain no semicolon, or one
 * trigger. Throws at anything else, which would be a bug of ours.
 */
export function additionsIn(text: string): Addition[] {
  // SQLite keeps the text of a statement without IF NOT EXISTS, and isOutdated compares with that.
  const sql = text
    .replace(/^\s*--.*$/gm, '')
    .replace(/ IF NOT EXISTS/g, '')
    .trim();
  const statements = sql.startsWith('CREATE TRIGGER') ? [sql.replace(/;$/, '')] : sql.split(';');
  return statements
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '')
    .map(addition);
}

function addition(sql: string): Addition {
  for (const { kind, shape } of shapes) {
    const match = shape.exec(sql);
    if (match !== null) return { kind, name: match.slice(1).join('.'), sql };
  }
  throw new Error(`schema: a migration can't hold the statement ${sql}`);
}

/** Whether a database already has it, whichever program added it. */
export function isPresent({ kind, name }: Addition, present: PresentSchema): boolean {
  const [object = '', column = ''] = name.toLowerCase().split('.');
  if (kind === 'table') return present.columns.has(object);
  if (kind === 'column') return present.columns.get(object)?.has(column) ?? false;
  return present.made.has(object);
}

/**
 * Whether a database has an earlier or later form of it, which has to be replaced. True only for names that begin with
 * the product's, never for another program's index or trigger.
 */
export function isOutdated({ kind, name, sql }: Addition, present: PresentSchema): boolean {
  if ((kind !== 'index' && kind !== 'trigger') || !/^(ix_)?jobs_view_/.test(name)) return false;
  const made = present.made.get(name.toLowerCase());
  return made !== undefined && made !== sql;
}
