import {text, whole} from '../setting.ts';

/** The apps that a node deploys by itself, and their external tables. */
export const apps = {
  appsDirectory: text({
    path: 'apps.directory',
    env: 'TANDEM_APPS_DIRECTORY',
    help: 'Folder of *.siddhi files. A node that becomes active deploys those that changed since they were last deployed, and stops the apps whose files are gone, with their state kept.',
  }),
  tablesStatementTimeout: whole({
    path: 'tables.statementTimeout',
    env: 'TANDEM_TABLES_STATEMENT_TIMEOUT',
    default: 5000,
    min: 10,
    help: 'ms after which a statement on an external table counts as "outcome unknown" and is tried again.',
  }),
};
