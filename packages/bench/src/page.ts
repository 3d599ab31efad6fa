/** The page with this section in the place of the one with the same title, or at the end. `section`: from its `## title` on. */
export function withSection(page: string, title: string, section: string): string {
  const {before, after} = around(page, title);
  return `${[before, section, after]
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .join('\n\n')}\n`;
}

/** The section with its heading; undefined when there is none. */
export function sectionOf(page: string, title: string): string | undefined {
  const {before, after} = around(page, title);
  const section = page.slice(before.length, page.length - after.length);
  return section === '' ? undefined : section;
}

/** The page with those sections of the page before that it does not have, in their order: others write them, or somebody by hand. */
export function withOthers(page: string, before: string): string {
  const titles = Array.from(before.matchAll(/^## (.+)$/gm), ([, title]) => title!);
  return titles
    .filter((title) => sectionOf(page, title) === undefined)
    .reduce((whole, title) => withSection(whole, title, sectionOf(before, title) ?? ''), page);
}

/** What stands behind the first table of a section: notes, their own tables among them, that are kept when that is written anew. */
export function behindTable(section: string): string {
  const lines = section.split('\n');
  const first = lines.findIndex((line) => line.startsWith('|'));
  if (first < 0) return '';
  const rest = lines.slice(first);
  const end = rest.findIndex((line) => !line.startsWith('|'));
  return end < 0 ? '' : rest.slice(end).join('\n').trim();
}

function around(page: string, title: string): {before: string; after: string} {
  const heading = `## ${title}\n`;
  const start = page.startsWith(heading) ? 0 : page.indexOf(`\n${heading}`) + 1;
  if (start === 0 && !page.startsWith(heading)) return {before: page, after: ''};
  const next = page.indexOf('\n## ', start + heading.length - 1);
  return {before: page.slice(0, start), after: next < 0 ? '' : page.slice(next + 1)};
}
