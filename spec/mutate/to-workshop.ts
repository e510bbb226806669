import { writeSync } from 'node:fs';
import type { Heard } from './workshop.js';

/** What Jest knows of a spec, and of how it ended. */
interface Test {
  readonly path: string;
}

interface Result {
  readonly numFailingTests: number;
  readonly testExecError?: { readonly message: string } | undefined;
  readonly testResults: readonly { readonly status: string; readonly fullName: string }[];
}

/** How much of a title, or of what a spec failed with, is passed on. */
const mostOfTitle = 150;
/** The descriptor that the workshop listens to. */
const descriptor = 3;

function write(heard: Heard): void {
  writeSync(descriptor, `${JSON.stringify(heard)}\n`);
}

/** Writes to the workshop which spec runs and how each ended: a reporter, to Jest. */
export default class {
  onTestFileStart({ path }: Test): void {
    write({ spec: path });
  }

  onTestFileResult({ path }: Test, { numFailingTests, testExecError, testResults }: Result): void {
    const failed = testResults.find(({ status }) => status === 'failed');
    const isBroken = testExecError !== undefined && testExecError !== null;
    const test = (failed?.fullName ?? testExecError?.message ?? '').slice(0, mostOfTitle);
    write({ spec: path, passed: numFailingTests === 0 && !isBroken, test });
  }
}
