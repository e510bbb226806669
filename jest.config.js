import { existsSync } from 'node:fs';

/** Specs that measure time: they run one by one, after all others but the torture. */
const timed = [
  'bench/terminal',
  'end-to-end/burst',
  'end-to-end/hung-disk.pty',
  'end-to-end/interrupt',
  'end-to-end/latency',
  'end-to-end/over-slow-ssh.pty',
  'end-to-end/scripts-wait-soon',
  'end-to-end/slow-link.pty',
  'matrix/leaving.pty',
  'matrix/quiet.pty',
  'robots/clipboard-soon',
  'snapshot/job-log/large-log-memory',
  'terminal/clipboard-hanging',
  'terminal/session-leaving.pty',
  'view/log-spans-time',
];
/** It needs the processors to itself, and leaves the disk busy: so it is the last. */
const isTorture = '/spec/torture/torture\\.spec\\.js$';
/** What the inner loop leaves out: whatever starts programs, opens terminals or reads databases. */
const slow = [
  'actions',
  'bench',
  'commands',
  'contract',
  'demo',
  'end-to-end',
  'examples',
  'hosts',
  'matrix',
  'package',
  'postgres',
  'robots',
  'simulation',
  'snapshot',
  'sources',
  'support',
  'terminal',
  'torture',
  'view/path-commands',
  'watch',
];

const missing = timed.filter((name) => !existsSync(new URL(`spec/${name}.spec.ts`, import.meta.url)));
if (missing.length > 0)
  throw new Error(`jest.config.js names specs that do not exist: ${missing.join(', ')}`);

const common = {
  testEnvironment: '<rootDir>/spec/environment.js',
  roots: ['<rootDir>/dist/spec'],
  transform: {},
  globalSetup: '<rootDir>/dist/spec/support/before-specs.js',
  globalTeardown: '<rootDir>/dist/spec/support/after-specs.js',
};
const isTimed = `/spec/(${timed.map((name) => name.replaceAll('.', '\\.')).join('|')})\\.spec\\.js$`;
const isSlow = `/spec/(${slow.join('|')})[./]|\\.pty\\.spec\\.js$`;

export default {
  testTimeout: 30_000,
  // Node 20 never frees the modules of a spec file (3 to 5 MB each, and SQLite's memory), and the more is left behind, the
  // longer each garbage collection takes: a worker that keeps all of it takes twice the processor time.
  workerIdleMemoryLimit: '200MB',
  projects: [
    {
      ...common,
      displayName: 'together',
      testMatch: ['**/*.spec.js'],
      testPathIgnorePatterns: [isTimed, isTorture, ...(process.env.QUICK === '1' ? [isSlow] : [])],
    },
    { ...common, displayName: 'timed', testRegex: [isTimed] },
    { ...common, displayName: 'torture', testRegex: [isTorture] },
  ],
};
