import { listedStatuses, listedTypes } from '../model/filter.js';
import { given } from '../model/given.js';
import type { JobSort } from '../model/sort.js';
import { isJsonObject, type JsonObject, jsonIn } from '../model/sound-json.js';
import { nearest } from '../nearest.js';
import { type FilterSettings, longestName } from './filter-parts.js';
import {
  columnList,
  type Kind,
  objectOf,
  oneMistake,
  shortText,
  someOf,
  sortOrder,
  typedFilter,
  yesOrNo,
} from './kinds.js';

/**
 * A view of the list that the operator has given a name, as the configuration has it. What it leaves out is as usual.
 */
export interface OwnView {
  /** Untrusted. */
  readonly name: string;
  readonly filter: FilterSettings;
  readonly sort?: JobSort;
  readonly compact?: boolean;
  readonly columns?: readonly string[];
}

/** As many views as a menu shows. */
const mostViews = 30;
const longestViewName = 40;

/** A name that the operator gives to something. */
export const viewName: Kind<string> = {
  ...shortText(longestViewName),
  allowed: { json: `a text of 1 to ${longestViewName} characters`, text: '' },
  schema: { type: 'string', pattern: '\\S', maxLength: longestViewName },
  fromJson: (value) => {
    const name = typeof value === 'string' ? value.trim() : '';
    return name !== '' && name.length <= longestViewName ? name : undefined;
  },
};

const filterKinds: Readonly<Record<keyof FilterSettings, Kind<unknown>>> = {
  statuses: someOf(listedStatuses),
  types: someOf(listedTypes),
  name: shortText(longestName),
  text: shortText(longestName),
  cause: shortText(longestName),
  worker: shortText(longestName),
  where: typedFilter,
};

const viewKinds: Readonly<Record<string, Kind<unknown>>> = {
  name: viewName,
  sort: sortOrder,
  compact: yesOrNo,
  columns: columnList,
};
const viewKeys = ['name', 'filter', 'sort', 'compact', 'columns'];

const allowed = `a list of at most ${mostViews} views, each with ${viewKeys.join(', ')}`;

/** Views, each an object with its name and what it shows. */
export const viewList: Kind<readonly OwnView[]> = {
  allowed: { json: allowed, text: 'the same list, as JSON' },
  schema: {
    type: 'array',
    maxItems: mostViews,
    items: {
      ...objectOf({ ...schemasOf(viewKinds), filter: objectOf(schemasOf(filterKinds)) }),
      required: ['name'],
    },
  },
  fromJson: (value) => (mistakesIn(value).length > 0 ? undefined : (value as readonly OwnView[]).map(viewIn)),
  fromText: (text) => viewList.fromJson(jsonIn(text)),
  mistakes: mistakesIn,
};

/** The JSON Schemas of an object's parts. */
export function schemasOf(kinds: Readonly<Record<string, Kind<unknown>>>): JsonObject {
  return Object.fromEntries(Object.entries(kinds).map(([key, { schema }]) => [key, schema]));
}

function mistakesIn(value: unknown) {
  if (!Array.isArray(value) || value.length > mostViews)
    return [oneMistake('', value, `it can be ${allowed}`)];
  const names = new Set<string>();
  return value.flatMap((view: unknown, index) => {
    const at = `[${index}]`;
    if (!isJsonObject(view)) return [oneMistake(at, view, `it can be an object with ${viewKeys.join(', ')}`)];
    const found = [
      ...ofKinds(view, `${at}.`, viewKinds, viewKeys),
      ...(view.filter === undefined
        ? []
        : isJsonObject(view.filter)
          ? ofKinds(view.filter, `${at}.filter.`, filterKinds, Object.keys(filterKinds))
          : [
              oneMistake(
                `${at}.filter`,
                view.filter,
                `it can be an object with ${Object.keys(filterKinds).join(', ')}`,
              ),
            ]),
    ];
    const name = viewName.fromJson(view.name);
    if (view.name === undefined)
      found.push(oneMistake(`${at}.name`, null, `it has to be ${viewName.allowed.json}`));
    if (name !== undefined && names.has(name))
      found.push(oneMistake(`${at}.name`, name, 'each view has a name of its own'));
    if (name !== undefined) names.add(name);
    return found;
  });
}

/** What is wrong with the parts of an object, and with keys that it can't have. */
export function ofKinds(
  record: JsonObject,
  prefix: string,
  kinds: Readonly<Record<string, Kind<unknown>>>,
  known: readonly string[],
) {
  return Object.entries(record).flatMap(([key, value]) => {
    if (!known.includes(key)) {
      const meant = nearest(key, known);
      const words = meant === null ? `the keys are ${known.join(', ')}` : `did you mean "${meant}"?`;
      return [{ ...oneMistake(`${prefix}${key.slice(0, 60)}`, value, words), fault: 'is not a known key' }];
    }
    const kind = kinds[key];
    const isGood = kind === undefined || kind.fromJson(value) !== undefined;
    return isGood ? [] : [oneMistake(`${prefix}${key}`, value, `it can be ${kind?.allowed.json}`)];
  });
}

function viewIn(view: OwnView & { readonly sort?: unknown; readonly columns?: unknown }): OwnView {
  const filter = Object.fromEntries(
    Object.entries(view.filter ?? {}).map(([key, value]) => [
      key,
      filterKinds[key as keyof FilterSettings].fromJson(value),
    ]),
  );
  const sort = sortOrder.fromJson(view.sort);
  const columns = columnList.fromJson(view.columns);
  return {
    name: view.name.trim(),
    filter,
    ...given({ sort, compact: view.compact, columns }),
  };
}
