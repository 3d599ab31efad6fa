export {openMysqlStores, type Stores} from './open.ts';
export type {MysqlOptions, TableNames, TlsOptions} from './options.ts';
