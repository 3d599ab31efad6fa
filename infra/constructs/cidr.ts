const BLOCK = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/;

/** One IPv4 block, or several. */
export type Cidrs = string | readonly string[];

export const blocksOf = (cidrs: Cidrs): readonly string[] => (typeof cidrs === 'string' ? [cidrs] : cidrs);

/** Whether `text` is an IPv4 block such as `10.0.0.0/16`, with no host bit set. */
export function isBlock(text: string): boolean {
  const parts = BLOCK.exec(text)?.slice(1).map(Number);
  if (!parts) return false;
  const [a = 256, b = 256, c = 256, d = 256, prefix = 33] = parts;
  if ([a, b, c, d].some((octet) => octet > 255) || prefix > 32) return false;
  const address = ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
  return address % 2 ** (32 - prefix) === 0;
}
