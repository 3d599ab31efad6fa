import {writeFileSync} from 'node:fs';
import {functionReference} from '@tandem/functions';

writeFileSync(new URL('../docs/functions.md', import.meta.url), functionReference());
