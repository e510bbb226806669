import type { SeenJob } from '../../lib/actions/action.js';
import type { NativeValue } from '../support/native-protocol.js';
import type { NativeWriter } from '../support/native-writer.js';

export function job(id: number | string, statusText: string, retryCount = 0): SeenJob {
  return { id: String(id), statusText, retryCount };
}

export async function column(native: NativeWriter, name: string): Promise<NativeValue[]> {
  return (await native.all(`SELECT ${name} AS value FROM cf_processing_queue ORDER BY id`)).map(
    ({ value }) => value ?? null,
  );
}
