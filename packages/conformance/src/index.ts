export {mariadbProgram} from './mariadb-program.ts';
export {standStill} from './stand-still.ts';
export {storeContract} from './store-contract.ts';
export type {StoreHandle, StoreUnderTest} from './store-context.ts';
export {startThrowawayMysql, type ThrowawayMysql} from './throwaway-mysql.ts';
export {throwawayUser, type ThrowawayUser} from './throwaway-user.ts';
