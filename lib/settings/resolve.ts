import { defaultFilter, type JobFilter } from '../model/filter.js';
import type { TimeLook } from '../model/saved-view.js';
import { defaultSort, type JobSort } from '../model/sort.js';
import type { DatabaseSetting } from './databases.js';
import { type FilterParts, type FilterSettings, filterFrom } from './filter-parts.js';
import type { SettingsLayer } from './keys.js';
import type { StoredView } from './stored-view.js';

/** Settings of which more is known than one value, or that may have none. */
interface ResolvedSettings {
  /** Null: the default database, or the demo. */
  readonly database: string | null;
  /** What named the database; null if nothing did. */
  readonly databaseFrom: 'flag' | 'environment' | 'file' | null;
  /** Several to show together where no path is given and the environment names no other one; none: `database` alone. */
  readonly databases: readonly (Omit<DatabaseSetting, 'name'> & Partial<DatabaseSetting>)[];
  /** Null: nowhere. */
  readonly logDir: string | null;
  /** How rows show times, in the way of the filter. */
  readonly times: { readonly asked: TimeLook | null; readonly usual: TimeLook | null };
  /** Null: nowhere. */
  readonly logFile: string | null;
  /** The command for ssh; null: `ssh`. */
  readonly sshCommand: string | null;
  /** The filter that the list starts with. */
  readonly filter: {
    /** What was just asked for, by flag or variable; null if nothing was. It overrides what is remembered. */
    readonly asked: FilterParts | null;
    /** What applies if nothing was asked for and nothing is remembered; null: the default. */
    readonly usual: FilterParts | null;
  };
  /** The order that the list starts with, in the same way. */
  readonly sort: { readonly asked: JobSort | null; readonly usual: JobSort | null };
  /** The columns of the compact list, in the same way. */
  readonly columns: { readonly asked: readonly string[] | null; readonly usual: readonly string[] | null };
}

/** The settings in effect. */
export type Settings = ResolvedSettings &
  Required<Omit<SettingsLayer, keyof FilterSettings | keyof ResolvedSettings>>;

/** Flags override environment, environment overrides file, file overrides defaults; each setting by itself. */
export function resolveSettings(
  flags: SettingsLayer,
  environment: SettingsLayer,
  file: SettingsLayer,
): Settings {
  const asked: SettingsLayer = { ...environment, ...flags };
  const layered: SettingsLayer = { ...file, ...asked };
  const usual = filterFrom(layered);
  const sources = [['flag', flags] as const, ['environment', environment] as const, ['file', file] as const];
  return {
    database: layered.database ?? null,
    databaseFrom: sources.find(([, { database }]) => database !== undefined)?.[0] ?? null,
    databases: databasesIn(flags, environment, file),
    logDir: layered.logDir ?? null,
    readOnly: layered.readOnly ?? false,
    glyphs: layered.glyphs ?? 'auto',
    color: layered.color ?? 'auto',
    sync: layered.sync ?? true,
    progress: layered.progress ?? false,
    mouse: layered.mouse ?? false,
    zone: layered.zone ?? 'utc',
    times: { asked: asked.times ?? null, usual: layered.times ?? null },
    bell: layered.bell ?? true,
    notify: layered.notify ?? false,
    logFile: layered.logFile ?? null,
    sshCommand: layered.sshCommand ?? null,
    pipes: layered.pipes ?? [],
    filter: { asked: filterFrom(asked) === null ? null : usual, usual },
    sort: { asked: asked.sort ?? null, usual: layered.sort ?? null },
    columns: { asked: asked.columns ?? null, usual: layered.columns ?? null },
    views: layered.views ?? [],
    commands: file.commands ?? [],
  };
}

/** A source that names a single database wins over a later one that names several. */
function databasesIn(
  flags: SettingsLayer,
  environment: SettingsLayer,
  file: SettingsLayer,
): readonly DatabaseSetting[] {
  if (flags.database !== undefined) return [];
  if (environment.databases !== undefined) return environment.databases;
  return environment.database === undefined ? (file.databases ?? []) : [];
}

/** The filter that the list starts with: what was just asked for, else what it showed last, else the usual one. */
export function firstFilter(
  { asked, usual }: Settings['filter'],
  { filter, cleared }: StoredView,
): JobFilter {
  return { ...(asked ?? filter ?? usual ?? defaultFilter), cleared };
}

/** The order that the list starts with: what was just asked for, else what it had last, else the usual one. */
export function firstSort({ asked, usual }: Settings['sort'], { panel }: StoredView): JobSort {
  return asked ?? panel.sort ?? usual ?? defaultSort;
}
