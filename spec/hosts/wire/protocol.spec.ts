import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import type { HostAction } from '../../../lib/hosts/wire/action-shapes.js';
import { answerShapes, askShapes, fromHost, toHost } from '../../../lib/hosts/wire/message-shapes.js';
import { abilities, type HostCallName, protocol } from '../../../lib/hosts/wire/messages.js';
import {
  bytes,
  count,
  listOf,
  objectOf,
  oneOf,
  oneOfKinds,
  optional,
  orNull,
  setOf,
  text,
} from '../../../lib/hosts/wire/shape.js';

const file = 'spec/hosts/wire/protocols.json';
/** The numbers of protocols that were in use before; and for the number now, by message, a hash of the message's form. */
const { before, ...recorded } = JSON.parse(
  readFileSync(new URL(`../../../../${file}`, import.meta.url), 'utf8'),
) as { readonly before: readonly number[] } & Readonly<Record<string, Readonly<Record<string, string>>>>;

/** What an answer's shape depends on: the action that was asked for. */
const actions: readonly HostAction['action'][] = ['probe', 'retry'];

function formsNow(): Readonly<Record<string, string>> {
  const names = Object.keys(askShapes) as HostCallName[];
  return {
    'to the host': toHost.form(),
    'from the host': fromHost.form(),
    abilities: abilities.join(),
    ...Object.fromEntries(names.map((name) => [`question ${name}`, askShapes[name].form()])),
    ...Object.fromEntries(
      names.flatMap((name) =>
        (name === 'act' ? actions : ['probe' as const]).map((action) => {
          const shape = answerShapes[name] as (ask: unknown) => { form: () => string };
          return [`answer ${name === 'act' ? `${name} ${action}` : name}`, shape({ action }).form()];
        }),
      ),
    ),
  };
}

it('messages whose form has changed need another protocol number', () => {
  const now = Object.fromEntries(
    Object.entries(formsNow()).map(([name, form]) => [
      name,
      createHash('sha256').update(form).digest('hex').slice(0, 12),
    ]),
  );
  const known = recorded[protocol] ?? {};
  const changed = [...new Set([...Object.keys(now), ...Object.keys(known)])].filter(
    (name) => now[name] !== known[name],
  );
  const isNew = recorded[protocol] === undefined;
  const advice = isNew
    ? `Protocol ${protocol} is new: in ${file}, add the number before to "before", and replace its entry by ${JSON.stringify({ [protocol]: now })}`
    : `The form of these messages has changed: ${changed.join(', ')}. Programs of the version before would take them for ` +
      `nonsense. Raise \`protocol\` in lib/hosts/wire/messages.ts to ${protocol + 1}, and record the new forms in place of the old ones.`;
  expect(changed.length === 0 ? '' : advice).toBe('');
});

it('the number of the protocol is higher than any that was used before', () => {
  expect(Object.keys(recorded)).toEqual([String(protocol)]);
  expect(Math.max(...before)).toBeLessThan(protocol);
});

it('shapes that accept different values have different forms', () => {
  const forms = [
    text,
    count,
    bytes,
    orNull(text),
    listOf(text),
    listOf(text, 5),
    listOf(count),
    setOf(text),
    oneOf('a', 'b'),
    oneOf('a', 'c'),
    oneOf('text'),
    objectOf<{ a: string }>({ a: text }),
    objectOf<{ b: string }>({ b: text }),
    objectOf<{ a?: string }>({ a: optional(text) }),
    oneOfKinds<'kind', { kind: 'a' }>('kind', { a: objectOf<{ kind: 'a' }>({ kind: oneOf('a') }) }),
  ].map(({ form }) => form());
  expect(new Set(forms).size).toBe(forms.length);
  const [one, other] = [oneOf('a', 'b'), oneOf('b', 'a')];
  expect(one.form()).toBe(other.form());
});
