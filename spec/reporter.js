// Jest's reporter that leaves the results of a run for spec/test.js, which adds up several runs.
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The variable with the file that each run appends a line to, as JSON; without it, nothing is written. */
export const resultsFile = 'JOBS_VIEW_TEST_RESULTS';

/** How many tests each missing program left out in a run: spec/environment.js has a line for each file. */
function leftOut() {
  const file = join(process.env.JOBS_VIEW_SPEC_SHARED ?? '', 'left-out');
  if (!existsSync(file)) return {};
  const counts = {};
  for (const line of readFileSync(file, 'utf8').split('\n').filter(Boolean))
    for (const [program, count] of Object.entries(JSON.parse(line)))
      counts[program] = (counts[program] ?? 0) + count;
  return counts;
}

export default class {
  onRunComplete(_, results) {
    const file = process.env[resultsFile];
    if (file === undefined) return;
    const line = {
      passed: results.numPassedTests,
      // A file that can't be run has no tests.
      failed: results.numFailedTests + results.numRuntimeErrorTestSuites,
      skipped: results.numPendingTests,
      leftOut: leftOut(),
      files: results.testResults.map((file) => [
        file.testFilePath,
        file.perfStats.runtime,
        file.numPendingTests,
      ]),
    };
    appendFileSync(file, `${JSON.stringify(line)}\n`);
  }
}
