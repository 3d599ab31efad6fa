export {openMysqlStores, type Stores} from './open.ts';
export type {MysqlOptions, Password, TableNames, TlsOptions} from './options.ts';
