import type { QuestionName } from '../../model/panels/questions.js';
import type { AnswerView } from './answer-view.js';
import { causesView } from './causes-panel.js';
import { parsersView } from './parsers-panel.js';
import { workersView } from './workers-panel.js';

/** How the answer to each question is drawn, as a panel, as text and as JSON. */
export const answerViews: { readonly [Q in QuestionName]: AnswerView } = {
  causes: causesView,
  workers: workersView,
  parsers: parsersView,
};
