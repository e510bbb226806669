import { asOneEntry, type Binding, binder, cancelKey, menuKeys, searchModes } from './binding.js';
import { noBoxes, noSizes, noSuchFilter, questionUnseen } from './reasons.js';

const bindTyping = binder('While typing', [...searchModes, 'FILTER_DIALOG']);

/** Keys for typing: in searches, and in the filter dialog's text. */
export const typingKeys: readonly Binding[] = [
  bindTyping(
    'Backspace Ctrl-h',
    'Delete a character',
    { type: 'erase', what: 'character' },
    { shown: 'Backspace' },
  ),
  bindTyping('Ctrl-w', 'Delete a word', { type: 'erase', what: 'word' }),
  bindTyping('Ctrl-u', 'Delete everything', { type: 'erase', what: 'all' }),
  bindTyping(
    'Enter',
    'Keep the match (n and N go to the others)',
    { type: 'accept' },
    {
      hint: { text: 'Accept' },
      modes: searchModes.filter((mode) => mode !== 'LOG_FILTER'),
    },
  ),
  bindTyping(
    'Enter',
    'After &: show only matching lines (nothing typed: all)',
    { type: 'accept' },
    {
      hint: ({ log }) => ({ text: log?.filterTyped ? 'Only these lines' : 'All lines' }),
      modes: ['LOG_FILTER'],
    },
  ),
  bindTyping(
    'Escape Ctrl-c',
    'Cancel the search or the filter',
    { type: 'close' },
    { hint: { text: 'Cancel' }, modes: searchModes },
  ),
];

const modes = ['FILTER_DIALOG'] as const;

const bindFilter = binder('Filter dialog', modes);

/** Keys of the filter dialog; while the text is typed, letters are text instead. */
export const filterDialogKeys: readonly Binding[] = [
  bindFilter('j Down', 'Row down', { type: 'choose', by: 1 }),
  bindFilter('k Up', 'Row up', { type: 'choose', by: -1 }),
  bindFilter('h Left', 'Column to the left', { type: 'cross', by: -1 }),
  bindFilter('l Right', 'Column to the right', { type: 'cross', by: 1 }),
  bindFilter('Tab', 'Next part: types, statuses, text; while typing, complete', {
    type: 'next-field',
    by: 1,
  }),
  bindFilter('Shift-Tab', 'Previous part; while typing, the suggestion before', {
    type: 'next-field',
    by: -1,
  }),
  bindFilter(
    'Enter',
    'Apply the filter',
    { type: 'accept' },
    { hint: { text: 'Apply', rank: 1 }, unavailable: noSuchFilter },
  ),
  bindFilter(
    'Space',
    'Check or uncheck; on the text, type it',
    { type: 'toggle' },
    { hint: (state) => (state.draft?.typing ? null : { text: 'Check', rank: 2 }) },
  ),
  ...(
    [
      ['o', 'Only this one', 'only', 'Only', 3],
      ['a', 'All in the column', 'all', 'All', 4],
      ['n', 'None in the column (same as all)', 'none', 'None', 4],
    ] as const
  ).map(([key, description, what, text, rank]) => {
    const hint = { keys: key, text, rank };
    return bindFilter(key, description, { type: 'check', what }, { hint, unavailable: noBoxes });
  }),
  bindFilter(
    '/ i',
    'Type a text or a key (the list narrows as you type)',
    { type: 'type-text' },
    { hint: (state) => (state.draft?.typing ? null : { text: 'Text', rank: 6 }) },
  ),
  bindFilter(
    'Escape q',
    'Cancel: the filter from before',
    { type: 'close' },
    { hint: ({ draft }) => ({ text: draft?.typing ? 'Stop typing' : 'Cancel', rank: 99 }) },
  ),
];

const bindSort = binder('Sort dialog', ['SORT_DIALOG']);

/** Keys of the dialog of the list's order. */
export const sortDialogKeys: readonly Binding[] = [
  ...menuKeys(bindSort, { next: 'Next value to sort by', previous: 'Previous value', rank: 5 }),
  bindSort(
    'Enter',
    'Sort the list, and show its top',
    { type: 'accept' },
    { hint: { text: 'Sort', rank: 1 }, unavailable: noSizes },
  ),
  bindSort(
    'r',
    'Reverse the direction',
    { type: 'sort', what: 'reverse' },
    { hint: { text: 'Reverse', rank: 2 } },
  ),
  bindSort(
    't Space',
    'Failed jobs on top, or among the others',
    { type: 'sort', what: 'failed-first' },
    { hint: { text: 'Failed on top', brief: 'Top', rank: 3 } },
  ),
  cancelKey(bindSort, 'Escape q s', 'Cancel: leave the order as it was'),
];

const bindViews = binder('Views', ['VIEWS_DIALOG']);

/** Keys of the menu of views. */
export const viewsDialogKeys: readonly Binding[] = [
  ...menuKeys(bindViews, { next: 'Next view', previous: 'Previous view', rank: 2 }),
  bindViews('Enter Space', 'Show the view', { type: 'accept' }, { hint: { text: 'Show', rank: 1 } }),
  ...asOneEntry(
    '1-9',
    'Show the view with that number',
    Array.from({ length: 9 }, (_, index) =>
      bindViews(
        String(index + 1),
        `Show view ${index + 1}`,
        { type: 'show-view', index },
        {
          ...(index === 0 ? { hint: { keys: '1-9', press: null, text: 'By number', rank: 3 } } : {}),
          unavailable: ({ views }) => (index < views.length ? null : 'there is no such view'),
        },
      ),
    ),
  ),
  cancelKey(bindViews, 'Escape q v', 'Cancel: leave the list as it was'),
];

const bindColumns = binder('Columns', ['COLUMNS_DIALOG']);

/** Keys of the dialog of the compact list's columns. */
export const columnsDialogKeys: readonly Binding[] = [
  ...menuKeys(bindColumns, { next: 'Next column', previous: 'Previous column', rank: 5 }),
  bindColumns('Space', 'Show or hide the column', { type: 'toggle' }, { hint: { text: 'Check', rank: 2 } }),
  ...asOneEntry('K J', 'Move the column further left, further right', [
    bindColumns(
      'K',
      'Move the column further left',
      { type: 'columns', what: 'left' },
      { hint: { keys: 'K/J', text: 'Move', rank: 3 } },
    ),
    bindColumns('J', 'Move the column further right', { type: 'columns', what: 'right' }),
  ]),
  bindColumns('n', 'None of them', { type: 'columns', what: 'none' }, { hint: { text: 'None', rank: 6 } }),
  bindColumns(
    'r',
    'The usual ones',
    { type: 'columns', what: 'usual' },
    { hint: { text: 'Usual', rank: 6 } },
  ),
  bindColumns(
    'Enter',
    'Show the list compact, with these columns',
    { type: 'accept' },
    { hint: { text: 'Show', rank: 1 } },
  ),
  cancelKey(bindColumns, 'Escape q C', 'Cancel: leave the columns as they were'),
];

const bindAnswer = binder('Question', ['CONFIRM']);

/** For keys that answer, and for letters, which may be the rest of something typed or pasted in one go. */
const answering = { unavailable: questionUnseen };

/** Keys of a dialog that asks for confirmation. */
export const questionKeys: readonly Binding[] = [
  bindAnswer(
    'Left h Up k Shift-Tab',
    'Select No',
    { type: 'choose', by: -1 },
    { ...answering, shown: 'Left h Shift-Tab', hint: { keys: 'h/l', text: 'Select' } },
  ),
  bindAnswer(
    'Right l Down j Tab',
    'Select the action',
    { type: 'choose', by: 1 },
    { ...answering, shown: 'Right l Tab' },
  ),
  bindAnswer(
    'Enter Space',
    'Confirm what is selected',
    { type: 'accept' },
    { ...answering, hint: { text: 'Confirm' } },
  ),
  bindAnswer('y', 'Yes, do it', { type: 'answer', yes: true }, { ...answering, hint: { text: 'Yes' } }),
  bindAnswer(
    'n',
    'No, change nothing',
    { type: 'answer', yes: false },
    { ...answering, hint: { text: 'No' } },
  ),
  bindAnswer(
    'Escape',
    'Close and change nothing',
    { type: 'close' },
    { shown: 'Escape q', hint: { text: 'Back', rank: 99 } },
  ),
  bindAnswer('q', 'Close and change nothing', { type: 'close' }, { ...answering, isUnlisted: true }),
];

const bindCopy = binder('Path to copy', ['COPY_VIEW']);

/** Keys of the view that shows a path alone. */
export const copyViewKeys: readonly Binding[] = [
  bindCopy('y', 'Copy it', { type: 'copy' }, { hint: { text: 'Copy' } }),
  bindCopy('s', 'Save it to a file, exactly as it is', { type: 'save-copy' }, { hint: { text: 'Save' } }),
  bindCopy('Escape Enter Y q', 'Back', { type: 'close' }, { hint: { keys: 'Esc/q', text: 'Back' } }),
];
