import { type FilterParts, filterFrom } from './filter-parts.js';
import type { Said } from './keys.js';

/** What holds. */
export interface Settings {
  /** Null: the default one, or the demo. */
  readonly database: string | null;
  /** What says which database; null where nothing does. */
  readonly databaseFrom: 'flag' | 'environment' | 'file' | null;
  /** Null: nowhere. */
  readonly logDir: string | null;
  readonly readOnly: boolean;
  readonly glyphs: 'auto' | 'ascii' | 'unicode';
  readonly color: 'auto' | 'always' | 'never';
  readonly bell: boolean;
  readonly notify: boolean;
  /** Null: nowhere. */
  readonly logFile: string | null;
  /** What the list shows at first. */
  readonly filter: {
    /** What was asked for just now, by flag or variable; null for nothing. It wins over what is remembered. */
    readonly asked: FilterParts | null;
    /** What holds where nothing was asked for and nothing is remembered; null for the default. */
    readonly usual: FilterParts | null;
  };
}

/** Flags over environment over file over defaults, each setting for itself. */
export function resolveSettings(flags: Said, environment: Said, file: Said): Settings {
  const asked: Said = { ...environment, ...flags };
  const said: Said = { ...file, ...asked };
  const usual = filterFrom(said);
  return {
    database: said.database ?? null,
    databaseFrom: namedIn(flags, environment, file),
    logDir: said.logDir ?? null,
    readOnly: said.readOnly ?? false,
    glyphs: said.glyphs ?? 'auto',
    color: said.color ?? 'auto',
    bell: said.bell ?? true,
    notify: said.notify ?? false,
    logFile: said.logFile ?? null,
    filter: { asked: filterFrom(asked) === null ? null : usual, usual },
  };
}

function namedIn(flags: Said, environment: Said, file: Said): Settings['databaseFrom'] {
  if (flags.database !== undefined) return 'flag';
  if (environment.database !== undefined) return 'environment';
  return file.database === undefined ? null : 'file';
}
