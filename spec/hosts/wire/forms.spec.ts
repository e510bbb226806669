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

it('messages have the forms that their types declare', () => {
  const declared = written(declaredForms());
  if (process.env.UPDATE_GOLDEN === '1')
    writeFileSync(new URL(`../../../../${formsFile}`, import.meta.url), declared);
  expect(read(formsFile)).toBe(declared);
});

it('messages whose form has changed need another protocol number, higher than any before', () => {
  const { before, ...recorded } = JSON.parse(read(recordFile)) as { readonly before: readonly number[] };
  const form = createHash('sha256')
    .update(read(formsFile))
    .update(abilities.join())
    .digest('hex')
    .slice(0, 12);
  const advice =
    `Programs of the version before would take messages of another form for nonsense: raise \`protocol\` in ` +
    `lib/hosts/wire/messages.ts, add the number before to "before" in ${recordFile}, and record the new form in place of the old one.`;
  expect([recorded, Math.max(...before) < protocol, advice]).toEqual([{ [protocol]: form }, true, advice]);
});
