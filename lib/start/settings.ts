import { existsSync } from 'node:fs';
import type { FilterChoice } from '../cli/filter-choice.js';
import type { World } from '../commands/world.js';
import { takenBy } from '../machine/keymap/own-keys.js';
import type { TypedFilter } from '../model/filter/filter-text.js';
import { defaultFilter, isTrouble } from '../model/filter.js';
import { given } from '../model/given.js';
import { ownQueuesFolder } from '../model/limits.js';
import type { Density, NamedView } from '../model/saved-view.js';
import type { JobSort } from '../model/sort.js';
import { nearest } from '../nearest.js';
import { type FilterParts, type FilterSettings, filterFrom } from '../settings/filter-parts.js';
import type { SettingsLayer } from '../settings/keys.js';
import {
  type ConfigPath,
  configPath,
  type SettingProblem,
  type SettingsRead,
  settingsFromEnvironment,
  settingsFromFile,
} from '../settings/read-settings.js';
import { resolveSettings, type Settings } from '../settings/resolve.js';
import type { OwnView } from '../settings/views.js';
import type { Looks } from '../terminal/capabilities.js';
import { sanitize } from '../view/text/sanitize.js';
import type { ConfiguredInvocation } from './invocation.js';

/** The settings; or the lines for stderr that say why there are none. */
type SettingsFound =
  | { readonly kind: 'settings'; readonly settings: Settings }
  | { readonly kind: 'wrong'; readonly text: string };

const pathLimit = 4096;
const textLimit = 1000;

/** What is wrong with the operator's own queues. Most have none, and then nothing of queues is loaded. */
async function faultsOfOwn(environment: NodeJS.ProcessEnv): Promise<readonly string[]> {
  const folder = ownQueuesFolder(environment);
  if (folder === null || !existsSync(folder)) return [];
  return (await import('../schema/known-queues.js')).faultsOfOwn(environment);
}

/** Flags over environment over configuration file. `config` is the file that a flag names; null for the usual one. */
export async function settingsFor(
  flags: SettingsLayer,
  config: string | null,
  world: World,
): Promise<SettingsFound> {
  const { environment, home } = world;
  const path = configFile(config, world);
  const isUnread = path !== null && world.isSilent?.(path.path) === true;
  const fromFile: SettingsRead =
    path === null || (isUnread && !path.named)
      ? { kind: 'read', settings: {} }
      : isUnread
        ? unread(path.path)
        : settingsFromFile(path, home);
  const fromEnvironment = settingsFromEnvironment(environment);
  const faults = isUnread ? [] : await faultsOfOwn(environment);
  if (faults.length > 0)
    return { kind: 'wrong', text: `${faults.map((line) => sanitize(line, textLimit)).join('\n')}\n` };
  const taken = path === null || fromFile.kind !== 'read' ? [] : takenKeys(path.path, fromFile.settings);
  if (fromFile.kind === 'read' && fromEnvironment.kind === 'read' && taken.length === 0) {
    const settings = resolveSettings(flags, fromEnvironment.settings, fromFile.settings);
    return { kind: 'settings', settings };
  }
  const problems = [
    ...[fromEnvironment, fromFile].flatMap((read) => (read.kind === 'problems' ? read.problems : [])),
    ...taken,
  ];
  return { kind: 'wrong', text: `${problems.map(problemLine).join('\n')}\n` };
}

/** Commands whose keys do something else already. */
function takenKeys(where: string, { commands = [] }: SettingsLayer): readonly SettingProblem[] {
  const free = [...'EFGHIJKLMNOQTUVZdhirt'].filter((key) => takenBy(key) === null);
  return commands.flatMap(({ key }, index): SettingProblem[] => {
    const earlier = commands.slice(0, index).find((command) => command.key === key);
    const does = takenBy(key) ?? earlier?.name ?? null;
    if (does === null) return [];
    const allowed = `choose a key that is free, such as ${free.slice(0, 5).join(' ')}`;
    return [{ where, key: `commands[${index}].key`, fault: `is "${key}", which is taken: ${does}`, allowed }];
  });
}

function unread(where: string): SettingsRead {
  const allowed = 'check what serves it, or leave --config out';
  return {
    kind: 'problems',
    problems: [{ where, key: null, fault: 'is on a disk that does not answer', allowed }],
  };
}

/** What to say of a usual configuration file on a disk that doesn't answer; null if there is nothing to say. */
export function unreadText(config: string | null, world: World): string | null {
  const path = configFile(config, world);
  if (path === null || path.named || world.isSilent?.(path.path) !== true) return null;
  return `The disk of ${path.path} does not answer: started without the configuration.`;
}

/** The configuration file; null where there is no home folder to look in. */
export function configFile(config: string | null, { environment, home }: World): ConfigPath | null {
  return configPath(config ?? (environment.JOBS_VIEW_CONFIG || null), environment, home);
}

/** The looks that the command line gives; settings that it leaves out are missing. */
function glyphsSetting({
  ascii,
  unicode,
  color,
  sync,
  progress,
  mouse,
}: Looks): Pick<SettingsLayer, 'glyphs' | 'color' | 'sync' | 'progress' | 'mouse'> {
  return {
    ...(ascii === true ? { glyphs: 'ascii' } : unicode === true ? { glyphs: 'unicode' } : {}),
    ...(color === undefined ? {} : { color }),
    ...(sync === false ? { sync } : {}),
    ...(progress === true ? { progress } : {}),
    ...(mouse === true ? { mouse } : {}),
  };
}

/** The settings that the command line gives; those that it leaves out come from environment or file. */
export function flagsOf(invocation: ConfiguredInvocation): SettingsLayer {
  const database = invocation.path === null ? {} : { database: invocation.path };
  if (!('looks' in invocation)) return database;
  const { sort = null } = 'sort' in invocation ? invocation : {};
  const logDir = 'logFolder' in invocation ? invocation.logFolder : null;
  const looked = { ...database, ...given({ logDir, sort }), ...glyphsSetting(invocation.looks) };
  if (invocation.kind !== 'dashboard') return looked;
  const { readOnly, logFile, alerts, choice } = invocation;
  return {
    ...looked,
    ...given({ logFile }),
    ...(readOnly ? { readOnly } : {}),
    ...(alerts.bell ? {} : { bell: false }),
    ...(alerts.notify ? { notify: true } : {}),
    ...settingsIn(choice),
  };
}

/** The looks that the settings choose. */
export function looksOf({ glyphs, color, sync, progress, mouse, zone, times }: Settings): Looks {
  const drawn = { ascii: glyphs === 'ascii', unicode: glyphs === 'unicode', color, sync };
  return { ...drawn, progress, mouse, zone, times: times.usual ?? 'ages' };
}

/** `jobs-view: FILE: "color" is "sometimes"; it can be "auto", "always" or "never"`. */
function problemLine({ where, key, fault, allowed }: SettingProblem): string {
  const subject = key === null ? '' : `"${sanitize(key, textLimit)}" `;
  return `jobs-view: ${sanitize(where, pathLimit)}: ${subject}${sanitize(fault, textLimit)}; ${allowed}`;
}

/** The view with this name; or the line for stderr that says which there are. */
export function viewNamed(views: readonly OwnView[], name: string): OwnView | string {
  const found = views.find((view) => view.name === name.trim());
  if (found !== undefined) return found;
  const names = views.map((view) => view.name);
  const meant = nearest(name, names);
  const hint =
    names.length === 0
      ? 'the configuration file has none'
      : meant === null
        ? `the views are ${names.map((each) => `"${each}"`).join(', ')}`
        : `did you mean "${meant}"?`;
  return `jobs-view: there is no view "${sanitize(name, textLimit)}"; ${sanitize(hint, textLimit)}\n`;
}

/** What flags choose, and for the rest the view. */
export function choiceWith(choice: FilterChoice, { filter }: OwnView): FilterChoice {
  return {
    statuses: choice.statuses ?? filter.statuses ?? null,
    types: choice.types ?? filter.types ?? null,
    name: choice.name ?? filter.name ?? null,
    text: choice.text ?? filter.text ?? null,
    cause: choice.cause ?? filter.cause ?? null,
    worker: choice.worker ?? filter.worker ?? null,
    ...bothWhere(filter.where, choice.where),
    ...(choice.ids === undefined ? {} : { ids: choice.ids }),
  };
}

/** What flags say, and for the rest what a view says. */
function bothWhere(
  view: TypedFilter | undefined,
  flags: TypedFilter | undefined,
): Pick<FilterChoice, 'where'> {
  if (view === undefined || flags === undefined)
    return view || flags ? { where: view ?? flags ?? { name: '' } } : {};
  return { where: { ...view, ...flags, name: flags.name || view.name } };
}

/** What a choice says of the filter, without the parts that it leaves out. */
function settingsIn({ statuses, types, name, text, cause, worker, where }: FilterChoice): FilterSettings {
  return given({ statuses, types, name, text, cause, worker, where });
}

/** What the command line says of the list. */
interface Flags {
  readonly kind: string;
  readonly choice?: FilterChoice;
  readonly sort?: JobSort | null;
}

/**
 * The filter and order that the dashboard starts with: those of a view, if one is asked for, except for what flags
 * change.
 */
export function inView(
  settings: Settings,
  flags: Flags,
  view: OwnView | null,
): Pick<Settings, 'filter' | 'sort'> {
  const { filter, sort } = listIn(settings, flags, view);
  const ids = flags.choice?.ids;
  if (ids === undefined) return { filter, sort };
  const { statuses = null, where } = flags.choice ?? {};
  const ofView = view?.filter.statuses ?? view?.filter.where?.statuses;
  const isOfStatuses = (statuses ?? where?.statuses ?? ofView ?? null) !== null;
  const asked = filter.asked ?? partsOf({});
  return {
    filter: { ...filter, asked: { ...asked, ids, ...(isOfStatuses ? {} : { statuses: null }) } },
    sort,
  };
}

function listIn(settings: Settings, flags: Flags, view: OwnView | null): Pick<Settings, 'filter' | 'sort'> {
  if (view === null || flags.choice === undefined) return settings;
  const asked = partsOf(settingsIn(choiceWith(flags.choice, view)));
  return {
    filter: { ...settings.filter, asked },
    sort: { ...settings.sort, asked: flags.sort ?? view.sort ?? settings.sort.asked },
  };
}

/** A view as the dashboard shows it. */
export function namedView({ name, filter, sort, compact, columns }: OwnView): NamedView {
  return {
    name,
    filter: partsOf(filter),
    ...(compact === undefined ? {} : { density: densityOf(compact) }),
    ...given({ sort, columns }),
  };
}

/** The density of a view that says whether it is compact. */
export function densityOf(compact: boolean): Density {
  return compact ? 'compact' : 'comfortable';
}

function partsOf(settings: FilterSettings): FilterParts {
  const { cleared: _, ...usual } = defaultFilter;
  return filterFrom(settings) ?? usual;
}

/** Why a view can't be waited for; null if it can. */
export function whyNoWait({ name, filter }: OwnView): string | null {
  return (filter.statuses ?? filter.where?.statuses)?.some(isTrouble) === true
    ? `jobs-view: wait can't tell gone and silent jobs from running ones, which the view "${sanitize(name, textLimit)}" asks for\n`
    : null;
}
