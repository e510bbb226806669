/** Specs of servers, shells and multiplexers, and long ones: `npm run test:all` runs them (CONTRIBUTING.md says which). */
const isLong = '\\.long\\.spec\\.js$';
/** Specs that measure time: they run one by one, after all others but the torture. */
const isTimed = '\\.timed\\.spec\\.js$';
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

const common = {
  testEnvironment: '<rootDir>/spec/environment.js',
  roots: ['<rootDir>/dist/spec'],
  transform: {},
  globalSetup: '<rootDir>/dist/spec/support/before-specs.js',
  globalTeardown: '<rootDir>/dist/spec/support/after-specs.js',
};
const isSlow = `/spec/(${slow.join('|')})[./]|\\.pty\\.spec\\.js$`;

export default {
  testTimeout: 30_000,
  // Node 20 never frees the modules of a spec file (3 to 5 MB each, and SQLite's memory), and the more is left behind, the
  // longer each garbage collection takes: a worker that keeps all of it takes twice the processor time.
  workerIdleMemoryLimit: '200MB',
  reporters: ['default', '<rootDir>/spec/reporter.js'],
  projects: [
    {
      ...common,
      displayName: 'default',
      testMatch: ['**/*.spec.js'],
      testPathIgnorePatterns: [isLong, isTimed, isTorture, ...(process.env.QUICK === '1' ? [isSlow] : [])],
    },
    { ...common, displayName: 'long', testRegex: [isLong] },
    { ...common, displayName: 'timed', testRegex: [isTimed] },
    { ...common, displayName: 'torture', testRegex: [isTorture] },
  ],
};
