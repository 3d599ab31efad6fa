import {afterAll, afterEach, beforeAll, beforeEach, describe} from 'vitest';
import {handleContract} from './handle-contract.ts';
import {journalContract} from './journal-contract.ts';
import {leaderContract} from './leader-contract.ts';
import {snapshotContract} from './snapshot-contract.ts';
import {StoreContext, type StoreUnderTest} from './store-context.ts';

/** The contract of `ClusterStore`, `Journal` and `SnapshotStore`, as tests of one backend. */
export function storeContract(name: string, start: () => Promise<StoreUnderTest>): void {
  describe(name, () => {
    const context = new StoreContext();
    beforeAll(() => context.start(start()));
    afterAll(() => context.stop());
    beforeEach(() => context.begin());
    afterEach(() => context.end());

    leaderContract(context);
    journalContract(context);
    snapshotContract(context);
    handleContract(context);
  });
}
