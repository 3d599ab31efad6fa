export {openSqliteStores, type SqliteOptions, type Stores} from './open.ts';
