export {storeContract, type StoreHandle, type StoreUnderTest} from './store-contract.ts';
export {startThrowawayMysql, type ThrowawayMysql} from './throwaway-mysql.ts';
