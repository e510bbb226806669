import { describe, it } from '@jest/globals';
import { pageRecordings, shortForm } from './short-form.js';

describe('a reader beside a recorded writer that continues between any two looks', () => {
  it.each(pageRecordings())('shows committed states only: $name', shortForm);
});
