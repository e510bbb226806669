import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import type { Form, Forms } from '../../../lib/hosts/wire/form.js';
import { abilities, protocol } from '../../../lib/hosts/wire/messages.js';
import { declaredForms } from './declared-forms.js';

const formsFile = 'lib/hosts/wire/forms.json';
const recordFile = 'spec/hosts/wire/protocols.json';
const read = (file: string): string => readFileSync(new URL(`../../../../${file}`, import.meta.url), 'utf8');

/** A line for each message and each type. */
function written(forms: Forms): string {
  const groups = Object.entries(forms).map(([group, entries]) => {
    const lines = Object.entries(entries as Record<string, Form>).map(
      ([name, form]) => `    ${JSON.stringify(name)}: ${JSON.stringify(form)}`,
    );
    return `  ${JSON.stringify(group)}: {\n${lines.join(',\n')}\n  }`;
  });
  return `{\n${groups.join(',\n')}\n}\n`;
}

/** A form without names of types, and in an order of its own. */
function plainForm(form: Form, types: Forms['types']): unknown {
  const plain = (inner: Form) => plainForm(inner, types);
  if (typeof form === 'string') return form.startsWith('#') ? plain(types[form.slice(1)] ?? 'null') : form;
  if ('only' in form) return form.only.toSorted();
  if ('fields' in form)
    return Object.keys(form.fields)
      .toSorted()
      .map((name) => [name, plain(form.fields[name] ?? 'null')]);
  if ('either' in form) return [null, ...form.either.map((each) => JSON.stringify(plain(each))).toSorted()];
  return 'set' in form ? ['set', plain(form.set)] : ['list', plain(form.list), form.most];
}

it('messages have the forms that their types declare', () => {
  const declared = written(declaredForms());
  if (process.env.UPDATE_GOLDEN === '1')
    writeFileSync(new URL(`../../../../${formsFile}`, import.meta.url), declared);
  expect(read(formsFile)).toBe(declared);
});

it('messages whose form has changed need another protocol number, higher than any before', () => {
  const { before, ...recorded } = JSON.parse(read(recordFile)) as { readonly before: readonly number[] };
  const { messages, answers, types } = declaredForms();
  const all: Readonly<Record<string, Form>> = { ...messages, ...answers, abilities: { only: abilities } };
  const plain = Object.keys(all)
    .toSorted()
    .map((name) => [name, plainForm(all[name] ?? 'null', types)]);
  const form = createHash('sha256').update(JSON.stringify(plain)).digest('hex').slice(0, 12);
  const advice =
    `Programs of the version before would take messages of another form for nonsense: raise \`protocol\` in ` +
    `lib/hosts/wire/messages.ts, add the number before to "before" in ${recordFile}, and record the new form in place of the old one.`;
  expect([{ [protocol]: form }, Math.max(...before) < protocol, advice]).toEqual([recorded, true, advice]);
});
