import { join } from 'node:path';

/** Where the product keeps its database, for the user with this home folder. */
export function defaultPath(home: string): string {
  return join(home, '.casparian_flow', 'casparian_flow.sqlite3');
}
