import type { CauseMemory } from './causes/cause-memory.js';
import type { IndexMemory } from './index-memory.js';
import type { SearchMemory } from './search/search-memory.js';
import type { TextMemory } from './search/text-memory.js';
import type { SeenMemory } from './seen/seen-memory.js';

/** What lists need to know of jobs besides the index. */
export type KnownOfJobs = Pick<QueueMemories, 'causes' | 'texts'>;

/** What is remembered of the queue from one walk to the next. */
export interface QueueMemories {
  readonly queue: IndexMemory;
  readonly search: SearchMemory;
  /** Which jobs contain the text of the list's filter. */
  readonly texts: TextMemory;
  readonly causes: CauseMemory;
  readonly seen: SeenMemory;
}
