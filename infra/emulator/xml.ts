const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};
const CHARACTERS = new Map(Object.entries(ENTITIES).map(([character, entity]) => [entity, character]));

/** The different texts of all elements of that name, in their order; of elements that hold text alone. */
export function textsOf(xml: string, element: string): string[] {
  const found = xml.matchAll(new RegExp(`<${element}>([^<]*)</${element}>`, 'g'));
  return [...new Set([...found].map(([, text = '']) => unescapeXml(text)))].filter((text) => text !== '');
}

export function escapeXml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

export function unescapeXml(text: string): string {
  return text.replaceAll(
    /&(?:amp|lt|gt|quot|apos|#(\d+)|#x([\da-f]+));/gi,
    (entity, decimal?: string, hex?: string) => {
      if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
      if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
      return CHARACTERS.get(entity.toLowerCase()) ?? entity;
    },
  );
}
