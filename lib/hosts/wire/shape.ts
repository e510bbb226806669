import { types } from 'node:util';

/**
 * Checks a value that came over the wire: null if it is a T, else the place that is wrong, such as
 * `window.jobs.3.name`, which consists of our own names and of numbers.
 */
export interface Shape<T> {
  (value: unknown): string | null;
  /** Never present. It makes the compiler refuse the shape of a wider or a narrower type. */
  readonly exactly?: (value: T) => T;
  /**
   * A description of everything that it accepts, the same text for the same shape: two programs in which it differs
   * can't talk to each other.
   */
  readonly form: () => string;
}

/** The shape of a field that may be absent. */
export interface OptionalShape<T> {
  readonly optional: Shape<T>;
}

/** A shape for each field, so that the compiler points out those that are new. */
export type Fields<T> = {
  readonly [K in keyof T]-?: Record<never, never> extends Pick<T, K>
    ? OptionalShape<Exclude<T[K], undefined>>
    : Shape<T[K]>;
};

const here = '';

/** A shape that is written by hand; its form has to describe everything that it accepts. */
export function shaped<T>(look: Look, form: () => string): Shape<T> {
  return Object.assign((value: unknown) => look(value), { form });
}

function only<T>(form: string, fits: (value: unknown) => boolean): Shape<T> {
  return shaped(
    (value) => (fits(value) ? null : here),
    () => form,
  );
}

/** Any text. */
export const text: Shape<string> = only('text', (value) => typeof value === 'string');
export const yesOrNo: Shape<boolean> = only('boolean', (value) => typeof value === 'boolean');
/** Any number but the infinite ones and NaN. */
export const figure: Shape<number> = only('figure', (value) => Number.isFinite(value));
/** How many of something: a whole number from 0. */
export const count: Shape<number> = only(
  'count',
  (value) => Number.isSafeInteger(value) && (value as number) >= 0,
);
/** Ms since the epoch, within the range of dates. */
export const instant: Shape<number> = only(
  'instant',
  (value) => Number.isFinite(value) && Math.abs(value as number) <= 8.64e15,
);
export const bigInteger: Shape<bigint> = only('integer', (value) => typeof value === 'bigint');
export const bytes: Shape<Uint8Array> = only('bytes', (value) => types.isUint8Array(value));
/** For a call without an argument or an answer. */
export const nothing: Shape<null> = only('null', (value) => value === null);

/** One of these words. */
export function oneOf<T extends string | number | boolean | null>(...words: readonly T[]): Shape<T> {
  const form = words.map((word) => JSON.stringify(word)).sort();
  return only(`(${form.join('|')})`, (value) => words.includes(value as T));
}

/** A T, or null. */
export function orNull<T>(shape: Shape<T>): Shape<T | null> {
  return shaped(
    (value) => (value === null ? null : shape(value)),
    () => `${shape.form()}?`,
  );
}

/** A field that may be absent. */
export function optional<T>(shape: Shape<T>): OptionalShape<T> {
  return { optional: shape };
}

/** A field that our own program adds: it never comes over the wire. */
export function absent<T>(): OptionalShape<T> {
  return { optional: only<T>('never', () => false) };
}

/** A list of any length, or of at most that many. */
export function listOf<T>(shape: Shape<T>, most = Number.POSITIVE_INFINITY): Shape<readonly T[]> {
  const look: Look = (value) => {
    if (!Array.isArray(value) || value.length > most) return here;
    for (const [index, item] of value.entries()) {
      const wrong = shape(item);
      if (wrong !== null) return inside(index, wrong);
    }
    return null;
  };
  return shaped(look, () => `[${shape.form()}]${most === Number.POSITIVE_INFINITY ? '' : most}`);
}

/** A set of any size. */
export function setOf<T>(shape: Shape<T>): Shape<ReadonlySet<T>> {
  const look: Look = (value) => {
    if (!types.isSet(value)) return here;
    for (const item of value) if (shape(item) !== null) return here;
    return null;
  };
  return shaped(look, () => `{${shape.form()}}`);
}

/** An object with exactly these fields. */
export function objectOf<T extends object>(fields: Fields<T>): Shape<T> {
  const shapes = new Map<string, Field>(
    Object.entries<Formed | { readonly optional: Formed }>(fields).map(([name, field]) => [
      name,
      'optional' in field ? { shape: field.optional, mayLack: true } : { shape: field, mayLack: false },
    ]),
  );
  const look: Look = (value) => {
    if (!isFields(value)) return here;
    for (const name of Object.keys(value)) if (!shapes.has(name)) return here;
    for (const [name, { shape, mayLack }] of shapes) {
      if (!Object.hasOwn(value, name)) {
        if (mayLack) continue;
        return inside(name, here);
      }
      const wrong = shape(value[name]);
      if (wrong !== null) return inside(name, wrong);
    }
    return null;
  };
  return shaped(look, () => {
    const said = [...shapes].map(
      ([name, { shape, mayLack }]) => `${name}${mayLack ? '?' : ''}:${shape.form()}`,
    );
    return `{${said.sort().join(',')}}`;
  });
}

/** Says what is wrong with a value of any type. */
type Look = (value: unknown) => string | null;
type Formed = Look & { readonly form: () => string };

interface Field {
  readonly shape: Formed;
  readonly mayLack: boolean;
}

/** The member of a union that has this kind. */
export type OfKind<T extends { readonly kind: string }, K extends T['kind']> = Extract<
  T,
  { readonly kind: K }
>;

/** One of several kinds of objects, told apart by a field. */
export function oneOfKinds<K extends string, T extends { readonly [N in K]: string }>(
  field: K,
  shapes: { readonly [N in T[K]]: Shape<Extract<T, { readonly [F in K]: N }>> },
): Shape<T> {
  const look: Look = (value) => {
    if (!isFields(value)) return here;
    const kind = value[field];
    if (typeof kind !== 'string' || !Object.hasOwn(shapes, kind)) return inside(field, here);
    return shapes[kind as T[K]](value);
  };
  return shaped(look, () => {
    const said = Object.entries<Formed>(shapes).map(([kind, shape]) => `${kind}=${shape.form()}`);
    return `${field}(${said.sort().join('|')})`;
  });
}

function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !types.isSet(value) &&
    !types.isUint8Array(value)
  );
}

function inside(name: string | number, field: string): string {
  return field === here ? String(name) : `${name}.${field}`;
}
