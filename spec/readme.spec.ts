import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { useText } from '../lib/cli/use-text.js';
import { bindingGroups } from '../lib/machine/binding.js';
import { keymap } from '../lib/machine/keymap.js';
import type { Job } from '../lib/model/job.js';
import type { Waiting } from '../lib/model/waiting.js';
import { settingKeys, settingNames } from '../lib/settings/keys.js';
import { jsonOf } from '../lib/view/json.js';
import { jobWith, pictureOf } from './view/scene.js';

const file = fileURLToPath(new URL('../../README.md', import.meta.url));
const screen = fileURLToPath(new URL('../../spec/golden/3.1-default-view-80x24.txt', import.meta.url));

/** Compares a block of the README with what the program says; `UPDATE_GOLDEN=1` writes it instead. */
function expectBlock(name: string, text: string): void {
  const readme = readFileSync(file, 'utf8');
  const pattern = new RegExp(`(<!-- ${name}: [^>]*-->\n)([^]*?)(<!-- end -->)`);
  expect(readme).toMatch(pattern);
  if (process.env.UPDATE_GOLDEN === '1') {
    writeFileSync(
      file,
      readme.replace(pattern, (_, begin, __, end) => `${begin}${text}${end}`),
    );
    return;
  }
  expect(pattern.exec(readme)?.[2]).toBe(text);
}

function keyTable(): string {
  const rows = bindingGroups.flatMap((group) =>
    keymap
      .filter((binding) => binding.group === group)
      .map(({ label, description }) => `| ${group} | \`${label}\` | ${description} |\n`),
  );
  return `| where | key | what it does |\n|---|---|---|\n${rows.join('')}`;
}

function settingTable(): string {
  const rows = settingNames.map((name) => {
    const { place, variable, kind, description } = settingKeys[name];
    return `| \`${place.join('.')}\` | \`${variable}\` | ${kind.allowed.json} | ${description} |\n`;
  });
  return `| key in the file | variable | what it can be | what it says |\n|---|---|---|---|\n${rows.join('')}`;
}

/** A job of which every part is printed. */
function backtestWithFailure(): Job {
  return jobWith({
    backtest: {
      passRate: 0.5,
      iteration: 1,
      highFailureTested: 1,
      highFailurePassed: 1,
      terminationReason: null,
    },
    failures: [{ filePath: 'a', error: 'b', line: 1 }],
  });
}

/** Each form in which the reason for waiting is printed. */
const waiting: readonly Waiting[] = [
  { kind: 'paused', since: 1, failures: 5, lastFailure: 'a' },
  { kind: 'scheduled', at: 1 },
  { kind: 'line', place: 1, behind: null },
];

/** The names of all fields, at any depth. */
function fieldsIn(value: unknown): string[] {
  if (value === null || typeof value !== 'object') return [];
  const names = Array.isArray(value) ? [] : Object.keys(value);
  return [...new Set([...names, ...Object.values(value).flatMap(fieldsIn)])];
}

describe('the README', () => {
  it('shows the screen that the program draws', () => {
    expectBlock('screen', `\`\`\`text\n${readFileSync(screen, 'utf8')}\`\`\`\n`);
  });

  it('lists the keys that the keymap holds', () => {
    expectBlock('keys', keyTable());
  });

  it('lists the settings that there are', () => {
    expectBlock('settings', settingTable());
  });

  it('lists the commands, options and exit codes that the program has', () => {
    expectBlock('use', useText());
  });

  it('documents every field of --json', () => {
    const readme = readFileSync(file, 'utf8');
    const jobs = [backtestWithFailure(), ...waiting.map((each) => jobWith({ waiting: each }))];
    const printed: unknown = JSON.parse(jsonOf(pictureOf(jobs), '/jobs.sqlite3'));
    const undocumented = fieldsIn(printed).filter((name) => !readme.includes(`\`${name}\``));
    expect(undocumented).toEqual([]);
  });

  it('begins with the whole set-up', () => {
    expect(readFileSync(file, 'utf8')).toMatch(/^# Jobs View\n\n {4}npm install && npm start\n/);
  });
});
