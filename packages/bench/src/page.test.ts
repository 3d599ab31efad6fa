import {expect, test} from 'vitest';
import {behindTable, sectionOf, withOthers, withSection} from './page.ts';

const page = '# Page\n\nText.\n\n## A\n\na\n\n## B\n\nb\n';

test.each([
  {name: 'a section in the middle', title: 'A', want: '# Page\n\nText.\n\n## A\n\nnew\n\n## B\n\nb\n'},
  {name: 'the last one', title: 'B', want: '# Page\n\nText.\n\n## A\n\na\n\n## B\n\nnew\n'},
  {name: 'one that is not there', title: 'C', want: `${page}\n## C\n\nnew\n`},
])('$name is written', ({title, want}) => {
  const written = withSection(page, title, `## ${title}\n\nnew\n`);
  expect(written).toBe(want);
  expect(sectionOf(written, title)?.trim()).toBe(`## ${title}\n\nnew`);
});

test('a section that is not there is none', () => expect(sectionOf(page, 'Text')).toBeUndefined());

test.each([
  ['## A\n\ntext\n\n| a |\n| - |\n| 1 |\n\nNote 1.\n\n- more\n', 'Note 1.\n\n- more'],
  ['| a |\n| - |\n\nNote.\n\n| its |\n| - |\n\nEnd.', 'Note.\n\n| its |\n| - |\n\nEnd.'],
  ['## A\n\ntext\n', ''],
  ['| a |', ''],
])('what stands behind the table of %j is kept', (section, want) => expect(behindTable(section)).toBe(want));

test('a page written anew keeps the sections of others, whatever their titles', () => {
  const before = '# Page\n\nOld.\n\n## A\n\nold\n\n## By hand\n\nkept\n\n## B\n\nb\n';
  expect(withOthers('# Page\n\nNew.\n\n## A\n\na\n', before)).toBe(
    '# Page\n\nNew.\n\n## A\n\na\n\n## By hand\n\nkept\n\n## B\n\nb\n',
  );
});
