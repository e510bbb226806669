import { existsSync } from 'node:fs';

/** Specs that measure time, or need the processors to themselves: they run one by one, after all others. */
const timed = [
  'bench/refresh',
  'bench/terminal',
  'end-to-end/burst',
  'end-to-end/interrupt',
  'end-to-end/latency',
  'end-to-end/monitoring',
  'end-to-end/scripts-wait',
  'matrix/leaving.pty',
  'matrix/quiet.pty',
  'snapshot/job-log/large-log',
  'torture/torture',
  'view/log-spans',
];
/** What the inner loop leaves out: whatever starts programs, opens terminals or reads databases. */
const slow = [
  'actions',
  'bench',
  'demo',
  'end-to-end',
  'examples',
  'matrix',
  'package',
  'robots',
  'simulation',
  'snapshot',
  'support',
  'terminal',
  'torture',
  'watch',
];

const missing = timed.filter((name) => !existsSync(new URL(`spec/${name}.spec.ts`, import.meta.url)));
if (missing.length > 0)
  throw new Error(`jest.config.js names specs that do not exist: ${missing.join(', ')}`);

const common = { testEnvironment: 'node', roots: ['<rootDir>/dist/spec'], transform: {} };
const isTimed = `/spec/(${timed.map((name) => name.replaceAll('.', '\\.')).join('|')})\\.spec\\.js$`;
const isSlow = `/spec/(${slow.join('|')})[./]|\\.pty\\.spec\\.js$`;

export default {
  testTimeout: 30_000,
  projects: [
    {
      ...common,
      displayName: 'together',
      testMatch: ['**/*.spec.js'],
      testPathIgnorePatterns: process.env.QUICK === '1' ? [isTimed, isSlow] : [isTimed],
    },
    { ...common, displayName: 'timed', testRegex: [isTimed] },
  ],
};
