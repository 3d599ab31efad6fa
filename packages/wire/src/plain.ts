/**
 * Values that can be written and read back exactly: state, snapshots, events.
 * `-0`, `NaN`, infinities and bigints survive; the order of maps, sets and
 * object keys is kept, so equal histories give equal bytes.
 */
export type Plain =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | readonly Plain[]
  | ReadonlyMap<Plain, Plain>
  | ReadonlySet<Plain>
  | {readonly [key: string]: Plain};
