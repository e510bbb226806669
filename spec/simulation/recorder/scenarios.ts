import { otherScenarios } from './other-scenarios.js';
import { queueScenarios } from './queue-scenarios.js';
import { rollbackScenarios } from './rollback-scenarios.js';
import type { Scenario } from './scenario.js';
import { walScenarios } from './wal-scenarios.js';

/** All that is recorded. */
export const scenarios: readonly Scenario[] = [
  ...walScenarios,
  ...rollbackScenarios,
  ...otherScenarios,
  ...queueScenarios,
];
