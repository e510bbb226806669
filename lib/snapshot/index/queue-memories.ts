import type { CauseMemory } from './causes/cause-memory.js';
import type { IndexMemory } from './index-memory.js';
import type { SearchMemory } from './search/search-memory.js';
import type { SeenMemory } from './seen/seen-memory.js';

/** What is remembered of the queue from one walk to the next. */
export interface QueueMemories {
  readonly queue: IndexMemory;
  readonly search: SearchMemory;
  readonly causes: CauseMemory;
  readonly seen: SeenMemory;
}
