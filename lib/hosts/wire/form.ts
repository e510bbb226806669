import { types } from 'node:util';
import forms from './forms.json' with { type: 'json' };
import type { HostCallName, HostCalls } from './messages.js';

/** What a value that comes over the wire has to be. */
export type Form =
  /** One of {@link plainForms}, or a type by its name: `#Job`. */
  | string
  | { readonly only: readonly (string | number | boolean | bigint)[] }
  | { readonly list: Form; readonly most?: number }
  | { readonly set: Form }
  /** Several kinds of objects are told apart by their fields with a single word. */
  | { readonly either: readonly Form[] }
  /** Exactly these fields; those whose names end with `?` may be absent. */
  | { readonly fields: Readonly<Record<string, Form>> };

/** The forms of all messages: written from the declarations of their types by spec/hosts/wire/forms.spec.ts. */
export interface Forms {
  readonly messages: Readonly<Record<string, Form>>;
  /** By call. */
  readonly answers: Readonly<Record<string, Form>>;
  readonly types: Readonly<Record<string, Form>>;
}

/**
 * Checks a value: null if it fits, else the place that is wrong, such as `window.jobs.3.name`, which consists of our own
 * names and of numbers.
 */
export type Check = (value: unknown) => string | null;

const all = forms as unknown as Forms;
const here = '';

/** Cursors are printed and may be typed, so they have no other characters. */
const cursorForm = /^[0-9a-z]{6,12}-[0-9a-f]{8}\.\d{1,15}$/;

const plainForms: Readonly<Record<string, (value: unknown) => boolean>> = {
  anything: () => true,
  null: (value) => value === null,
  text: (value) => typeof value === 'string',
  boolean: (value) => typeof value === 'boolean',
  /** Any number but the infinite ones and NaN. */
  figure: (value) => Number.isFinite(value),
  /** How many of something: a whole number from 0. */
  count: (value) => Number.isSafeInteger(value) && (value as number) >= 0,
  /** Ms since the epoch, within the range of dates. */
  instant: (value) => Number.isFinite(value) && Math.abs(value as number) <= 8.64e15,
  integer: (value) => typeof value === 'bigint',
  bytes: (value) => types.isUint8Array(value),
  cursor: (value) => typeof value === 'string' && cursorForm.test(value),
};

/** The checks of types, made when the first value of each comes. */
const made = new Map<string, Check>();

/** The check of a form. */
export function checkOf(form: Form): Check {
  if (typeof form === 'string') return form.startsWith('#') ? checkOfType(form.slice(1)) : checkOfPlain(form);
  if ('only' in form) {
    const words: ReadonlySet<unknown> = new Set(form.only);
    return (value) => (words.has(value) ? null : here);
  }
  if ('list' in form) return checkOfList(checkOf(form.list), form.most ?? Number.POSITIVE_INFINITY);
  if ('set' in form) return checkOfSet(checkOf(form.set));
  return 'fields' in form ? checkOfFields(form.fields) : checkOfEither(form.either);
}

/** What is wrong with a message from another program to this one, which is on its host. */
export const toHost: Check = checkOf(all.messages['to the host'] ?? 'null');
/** What is wrong with a message from another host; an answer's content is checked where the request is known. */
export const fromHost: Check = checkOf(all.messages['from the host'] ?? 'null');

/** The check of a call's answer; an action that changes rows says of how many. */
export function checkOfAnswer<N extends HostCallName>(name: N, ask: HostCalls[N]['ask']): Check {
  const isProbe = typeof ask === 'object' && ask !== null && 'action' in ask && ask.action === 'probe';
  return checkOf(all.answers[isProbe ? 'probe' : name] ?? 'null');
}

function checkOfType(name: string): Check {
  const make = (): Check => {
    const check = made.get(name) ?? checkOf(typeOf(`#${name}`));
    made.set(name, check);
    return check;
  };
  let check: Check | null = null;
  return (value) => {
    check ??= make();
    return check(value);
  };
}

function checkOfPlain(name: string): Check {
  const fits = plainForms[name];
  if (fits === undefined) throw new Error(`there is no form ${name}`);
  return (value) => (fits(value) ? null : here);
}

function checkOfList(check: Check, most: number): Check {
  return (value) => {
    if (!Array.isArray(value) || value.length > most) return here;
    for (const [index, item] of value.entries()) {
      const wrong = check(item);
      if (wrong !== null) return inside(index, wrong);
    }
    return null;
  };
}

function checkOfSet(check: Check): Check {
  return (value) => {
    if (!types.isSet(value)) return here;
    for (const item of value) if (check(item) !== null) return here;
    return null;
  };
}

function checkOfFields(fields: Readonly<Record<string, Form>>): Check {
  const checks = new Map(
    Object.entries(fields).map(([name, form]) => {
      const mayLack = name.endsWith('?');
      return [mayLack ? name.slice(0, -1) : name, { check: checkOf(form), mayLack }] as const;
    }),
  );
  return (value) => {
    if (!isFields(value)) return here;
    for (const name of Object.keys(value)) if (!checks.has(name)) return here;
    for (const [name, { check, mayLack }] of checks) {
      if (!Object.hasOwn(value, name)) {
        if (mayLack) continue;
        return name;
      }
      const wrong = check(value[name]);
      if (wrong !== null) return inside(name, wrong);
    }
    return null;
  };
}

function checkOfEither(forms: readonly Form[]): Check {
  const members = forms.flatMap(membersOf);
  const kinds = members.flatMap((member) => {
    const words = wordsOf(member);
    return words === null ? [] : [{ words, check: checkOf(member) }];
  });
  const others = members.filter((member) => member !== 'null' && wordsOf(member) === null).map(checkOf);
  const mayBeNull = members.includes('null');
  const isOfKind = (value: Fields, [name, word]: Word) => Object.hasOwn(value, name) && value[name] === word;
  const [single] = others;
  if (kinds.length === 0 && others.length === 1 && single !== undefined)
    return (value) => (value === null && mayBeNull ? null : single(value));
  return (value) => {
    if (value === null && mayBeNull) return null;
    for (const check of others) if (check(value) === null) return null;
    if (kinds.length === 0 || !isFields(value)) return here;
    for (const { words, check } of kinds)
      if (words.every((word) => isOfKind(value, word))) return check(value);
    const words = kinds.flatMap((kind) => kind.words);
    const isKnown = (name: string) => words.some((word) => word[0] === name && isOfKind(value, word));
    return words.map(([name]) => name).find((name) => !isKnown(name)) ?? here;
  };
}

/** A field by which an object is told from those of other kinds, and the word that it has. */
type Word = readonly [name: string, word: unknown];

function wordsOf(form: Form): readonly Word[] | null {
  const type = typeOf(form);
  if (typeof type === 'string' || !('fields' in type)) return null;
  return Object.entries(type.fields).flatMap(([name, field]) =>
    typeof field !== 'string' && 'only' in field && field.only.length === 1 && !name.endsWith('?')
      ? [[name, field.only[0]] as const]
      : [],
  );
}

function membersOf(form: Form): readonly Form[] {
  const type = typeOf(form);
  return typeof type !== 'string' && 'either' in type ? type.either.flatMap(membersOf) : [form];
}

/** What a type's name stands for. */
function typeOf(form: Form): Form {
  return typeof form === 'string' && form.startsWith('#') ? (all.types[form.slice(1)] ?? 'null') : form;
}

type Fields = Readonly<Record<string, unknown>>;

function isFields(value: unknown): value is Fields {
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
