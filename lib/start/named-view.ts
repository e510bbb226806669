import type { FilterChoice } from '../cli/filter-choice.js';
import { defaultFilter, isTrouble } from '../model/filter.js';
import type { Density, NamedView } from '../model/saved-view.js';
import type { JobSort } from '../model/sort.js';
import { type FilterParts, type FilterSettings, filterFrom } from '../settings/filter-parts.js';
import { nearest } from '../settings/nearest.js';
import type { Settings } from '../settings/resolve.js';
import type { SaidView } from '../settings/views.js';
import { sanitize } from '../view/text/sanitize.js';

const textLimit = 1000;

/** The view with this name; or the line for stderr that says which there are. */
export function viewNamed(views: readonly SaidView[], name: string): SaidView | string {
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
export function choiceWith(choice: FilterChoice, { filter }: SaidView): FilterChoice {
  return {
    statuses: choice.statuses ?? filter.statuses ?? null,
    types: choice.types ?? filter.types ?? null,
    name: choice.name ?? filter.name ?? null,
    text: choice.text ?? filter.text ?? null,
    cause: choice.cause ?? filter.cause ?? null,
    worker: choice.worker ?? filter.worker ?? null,
    ...(choice.ids === undefined ? {} : { ids: choice.ids }),
  };
}

/** What a choice says of the filter, without the parts that it leaves out. */
export function settingsIn({ statuses, types, name, text, cause, worker }: FilterChoice): FilterSettings {
  return {
    ...(statuses === null ? {} : { statuses }),
    ...(types === null ? {} : { types }),
    ...(name === null ? {} : { name }),
    ...(text === null ? {} : { text }),
    ...(cause === null ? {} : { cause }),
    ...(worker === null ? {} : { worker }),
  };
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
  view: SaidView | null,
): Pick<Settings, 'filter' | 'sort'> {
  const { filter, sort } = listIn(settings, flags, view);
  const ids = flags.choice?.ids;
  if (ids === undefined) return { filter, sort };
  const isOfStatuses = (flags.choice?.statuses ?? view?.filter.statuses ?? null) !== null;
  const asked = filter.asked ?? partsOf({});
  return {
    filter: { ...filter, asked: { ...asked, ids, ...(isOfStatuses ? {} : { statuses: null }) } },
    sort,
  };
}

function listIn(settings: Settings, flags: Flags, view: SaidView | null): Pick<Settings, 'filter' | 'sort'> {
  if (view === null || flags.choice === undefined) return settings;
  const asked = partsOf(settingsIn(choiceWith(flags.choice, view)));
  return {
    filter: { ...settings.filter, asked },
    sort: { ...settings.sort, asked: flags.sort ?? view.sort ?? settings.sort.asked },
  };
}

/** A view as the dashboard shows it. */
export function namedView({ name, filter, sort, compact }: SaidView): NamedView {
  return {
    name,
    filter: partsOf(filter),
    ...(sort === undefined ? {} : { sort }),
    ...(compact === undefined ? {} : { density: densityOf(compact) }),
  };
}

/** The density of a view that says whether it is compact. */
export function densityOf(compact: boolean): Density {
  return compact ? 'compact' : 'comfortable';
}

function partsOf(said: FilterSettings): FilterParts {
  const { cleared: _, ...usual } = defaultFilter;
  return filterFrom(said) ?? usual;
}

/** Why a view can't be waited for; null if it can. */
export function whyNoWait({ name, filter }: SaidView): string | null {
  return filter.statuses?.some(isTrouble) === true
    ? `jobs-view: wait can't tell gone and silent jobs from running ones, which the view "${sanitize(name, textLimit)}" asks for\n`
    : null;
}
