import type { PictureRequest } from '../../lib/model/picture.js';
import { firstRequest } from './reading.js';

/** What the list asks for while one of the panels is open. */
export const panelRequests: Readonly<Record<string, PictureRequest>> = {
  none: firstRequest,
  workers: { ...firstRequest, workers: { periodMs: 3_600_000, of: null, jobs: 10 } },
  parsers: { ...firstRequest, parsers: { periodMs: 86_400_000, of: null } },
};
