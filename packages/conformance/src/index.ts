export {storeContract, type StoreHandle, type StoreUnderTest} from './store-contract.ts';
