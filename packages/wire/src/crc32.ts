/** Four tables, so that the loop takes four bytes a turn. */
const tables = ((): Int32Array => {
  const t = new Int32Array(4 * 256);
  for (let i = 0; i < 256; i++) {
    let c = i;
    for (let bit = 0; bit < 8; bit++) c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1;
    t[i] = c;
  }
  for (let i = 256; i < t.length; i++) {
    const below = t[i - 256] as number;
    t[i] = (below >>> 8) ^ (t[below & 255] as number);
  }
  return t;
})();

/** CRC-32 as in zip and gzip. `before`: the checksum of the bytes in front, to go on from. */
export function crc32(bytes: Uint8Array, before = 0): number {
  const t = tables;
  let c = ~before;
  let i = 0;
  for (const end = bytes.length - 3; i < end; i += 4) {
    c ^=
      (bytes[i] as number) |
      ((bytes[i + 1] as number) << 8) |
      ((bytes[i + 2] as number) << 16) |
      ((bytes[i + 3] as number) << 24);
    c =
      (t[768 + (c & 255)] as number) ^
      (t[512 + ((c >>> 8) & 255)] as number) ^
      (t[256 + ((c >>> 16) & 255)] as number) ^
      (t[c >>> 24] as number);
  }
  for (; i < bytes.length; i++) c = (c >>> 8) ^ (t[(c ^ (bytes[i] as number)) & 255] as number);
  return ~c >>> 0;
}
