import type { CauseMemory } from '../causes/cause-memory.js';
import type { IndexMemory } from '../queue/index-memory.js';
import type { RowMemory } from '../queue/row-memory.js';
import type { SearchMemory } from '../sieve/search-memory.js';
import type { TextMemory } from '../sieve/text-memory.js';

/** What lists need to know of jobs besides the index. */
export interface KnownOfJobs extends Pick<QueueMemories, 'causes'> {
  readonly texts: Pick<TextMemory, 'holds'>;
  readonly columns: Pick<SearchMemory, 'holds'>;
}

/** What is remembered of the queue from one walk to the next. */
export interface QueueMemories {
  readonly queue: IndexMemory;
  readonly search: SearchMemory;
  /** Which jobs contain the text of the list's filter. */
  readonly texts: TextMemory;
  /** Which jobs have in their columns what the list's filter asks for. */
  readonly columns: SearchMemory;
  /** Of which jobs it is known what they have in the column that the list is sorted by. */
  readonly sorted: SearchMemory;
  readonly causes: CauseMemory;
  readonly rows: RowMemory;
}
