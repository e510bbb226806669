import type { CauseMemory } from './causes/cause-memory.js';
import type { IndexMemory } from './index-memory.js';
import type { SearchMemory } from './search/search-memory.js';
import type { TextMemory } from './search/text-memory.js';
import type { SeenMemory } from './seen/seen-memory.js';

/** What is known of jobs beside the index, for lists of them. */
export type KnownOfJobs = Pick<QueueMemories, 'causes' | 'texts'>;

/** What is remembered of the queue from one walk to the next. */
export interface QueueMemories {
  readonly queue: IndexMemory;
  readonly search: SearchMemory;
  /** The text of the list's filter. */
  readonly texts: TextMemory;
  readonly causes: CauseMemory;
  readonly seen: SeenMemory;
}
