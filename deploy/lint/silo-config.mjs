// The example settings fit their schema, and the schema refuses what does not.
import { readdirSync, readFileSync } from 'node:fs';
import { report, unnoticed } from './breaks.mjs';
import { readSettings, settingsErrors } from './settings.mjs';

const folder = new URL('../../silo-config/', import.meta.url);
const files = readdirSync(folder).filter(name => name.endsWith('.json') && name !== 'schema.json');
const texts = files.map(name => [name, readFileSync(new URL(name, folder), 'utf8')]);
const problems = texts.flatMap(([name, text]) => settingsErrors(readSettings(text), name));
const breaks = [['"role": "gateway"', '"role": "boss"'], ['"store"', '"stores"'], ['false', '"no"'], ['"orleans"', '"jobs": { "workers": 2 }, "orleans"']];
const gateway = Object.fromEntries(texts)['orleans-production-gateway.json'];
report(`settings: ${files.length} files, ${breaks.length} ways to break one tried`, [
  ...problems,
  ...await unnoticed(gateway, breaks, text => settingsErrors(readSettings(text), 'broken')),
]);
