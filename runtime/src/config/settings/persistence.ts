import {fraction, text, whole, yesNo} from '../setting.ts';

/** Snapshots: how often, how many, and where. */
export const persistence = {
  persistenceEnabled: yesNo({
    path: 'state.persistence.enabled',
    env: 'TANDEM_PERSISTENCE_ENABLED',
    default: true,
    help: 'Periodic snapshots. Off: only when a passive joins and at a planned stop.',
  }),
  snapshotIntervalMin: fraction({
    path: 'state.persistence.intervalInMin',
    env: 'TANDEM_PERSISTENCE_INTERVAL_MIN',
    default: 1,
    max: 1440,
    help: 'Minutes between snapshots, fractions allowed. 0 = no periodic ones.',
  }),
  revisionsToKeep: whole({
    path: 'state.persistence.revisionsToKeep',
    env: 'TANDEM_REVISIONS_TO_KEEP',
    default: 2,
    min: 1,
    max: 1000,
    help: 'How many snapshots stay in the database.',
  }),
  persistenceStore: text({
    path: 'state.persistence.persistenceStore',
    env: 'TANDEM_PERSISTENCE_STORE',
    default: 'DBPersistenceStore',
    pattern: /(^|\.)DBPersistenceStore$/,
    expected: '"DBPersistenceStore", with or without a package in front',
    idle: true,
    help: 'Snapshots are kept in the database; there is no other store.',
  }),
  persistenceDatasource: text({
    path: 'state.persistence.config.datasource',
    env: 'TANDEM_PERSISTENCE_DATASOURCE',
    default: 'PERSISTENCE_DB',
    help: 'Name of the data source that holds the snapshots.',
  }),
  persistenceTable: text({
    path: 'state.persistence.config.table',
    env: 'TANDEM_PERSISTENCE_TABLE',
    default: 'PERSISTENCE_TABLE',
    pattern: /^\w{1,64}$/,
    expected: 'up to 64 letters, digits or underscores',
    help: 'Table of the snapshots (MySQL).',
  }),
};
