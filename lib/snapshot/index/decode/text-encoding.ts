import type { WalkedPages } from '../../attempt/walked-pages.js';
import { Unfit } from '../pages/unfit.js';
import type { TextEncoding } from './missing-values.js';

/** The encoding of texts in the database: 1 UTF-8, 2 UTF-16 little-endian, 3 UTF-16 big-endian. */
export function encodingOf(attempt: WalkedPages): TextEncoding {
  const first = attempt.page(1);
  const encoding = new DataView(first.buffer, first.byteOffset).getUint32(56);
  if (encoding === 1 || encoding === 2 || encoding === 3) return encoding;
  throw new Unfit('an unknown encoding');
}
