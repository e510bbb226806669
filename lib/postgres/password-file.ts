/** What a password is for: a host as a password file names it, so `localhost` for the usual socket. */
export interface PasswordFor {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
}

/**
 * The password that a password file (`~/.pgpass`) has for a connection: that of the first line that fits; null where
 * none does. A line is `host:port:database:user:password`, `*` fits everything, and a backslash takes the next
 * character as it is.
 */
export function passwordIn(text: string, { host, port, database, user }: PasswordFor): string | null {
  const wanted = [host, String(port), database, user];
  for (const line of text.split(/\r?\n/)) {
    if (line.startsWith('#')) continue;
    const fields = fieldsOf(line);
    const [password] = fields.slice(4);
    if (password !== undefined && wanted.every((value, at) => fits(fields[at] ?? '', value)))
      return plain(password);
  }
  return null;
}

/** The first five fields as they stand; what follows a further colon belongs to nothing. */
function fieldsOf(line: string): readonly string[] {
  const fields: string[] = [];
  for (const [, field = '', end] of line.matchAll(/((?:\\.|[^\\:]|\\$)*)(:|$)/gs)) {
    fields.push(field);
    if (end !== ':' || fields.length === 5) break;
  }
  return fields;
}

function fits(field: string, value: string): boolean {
  return field === '*' || plain(field) === value;
}

function plain(field: string): string {
  return field.replace(/\\(.)/gs, '$1');
}
