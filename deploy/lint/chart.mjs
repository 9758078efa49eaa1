// Renders the chart with its own values and with each set of values/, for an old and a new Kubernetes, and checks what comes out; then
// breaks the result in every way that a check is about, to see that each break is noticed.
//
//	node chart.mjs path/of/render folder-for-the-rendered-files
import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import Ajv from 'ajv';
import { parse, parseAllDocuments } from 'yaml';
import { report, unnoticed } from './breaks.mjs';
import { findings } from './manifests.mjs';

const [render, output] = process.argv.slice(2);
const here = new URL('.', import.meta.url).pathname;
const chart = `${here}../helm/orleans-router`;
const read = path => readFileSync(path, 'utf8');
const defaults = parse(read(`${chart}/values.yaml`));
const validate = new Ajv({ allErrors: true }).compile(JSON.parse(read(`${chart}/values.schema.json`)));
const problems = [];

/** The secrets that an operator makes. */
const secrets = values => [
  values.secretName,
  ...(values.upstreamSecretNames ?? []),
  values.ingress?.tlsSecretName,
  ...(values.pod?.imagePullSecrets ?? []).map(one => one.name),
].filter(name => name);

const isMap = value => value !== null && typeof value === 'object' && !Array.isArray(value);
const merged = (under, over) => Object.fromEntries([...new Set([...Object.keys(under), ...Object.keys(over)])].map(key =>
  [key, isMap(under[key]) && isMap(over[key]) ? merged(under[key], over[key]) : over[key] ?? under[key]]));
const valueFindings = values => (validate(values) ? [] : validate.errors).map(error => `values: '${error.instancePath}' ${error.message}`);

const sets = [['defaults', [], defaults]];
for (const file of readdirSync(`${here}values`)) {
  sets.push([file.replace('.yaml', ''), ['-f', `${here}values/${file}`], merged(defaults, parse(read(`${here}values/${file}`)))]);
}

const rendered = {};
for (const [name, file, values] of sets) {
  problems.push(...valueFindings(values).map(line => `${name}: ${line}`));
  for (const kube of ['1.28.0', '1.33.0']) {
    const text = execFileSync(render, [...file, '-kube', kube, chart], { encoding: 'utf8' });
    writeFileSync(`${output}/${name}-${kube}.yaml`, text);
    problems.push(...(await findings(text, secrets(values))).map(line => `${name}, Kubernetes ${kube}: ${line}`));
    rendered[name] = [text, secrets(values)];
  }
}

/** Values that fit their schema and no installation: rendering them ends with a sentence about them. */
const refused = [
  [{ settings: { orleans: { fastFailOver: true } } }, 'settings.orleans'],
  [{ settings: { shutdownTimeout: '00:01:00' } }, 'settings.shutdownTimeout'],
];
for (const [values, sentence] of refused) {
  writeFileSync(`${output}/refused.json`, JSON.stringify(values));
  const { status, stderr } = spawnSync(render, ['-f', `${output}/refused.json`, chart], { encoding: 'utf8' });
  if (status === 0 || !stderr.includes(sentence)) problems.push(`values: nobody refuses ${JSON.stringify(values)} with a sentence about ${sentence}`);
}

const podFields = parseAllDocuments(rendered.defaults[0]).map(document => document.toJS()).flatMap(object => Object.keys(object.spec?.template?.spec ?? {}));
problems.push(...podFields.filter(field => valueFindings({ ...defaults, pod: { [field]: {} } }).length === 0)
  .map(field => `values: nobody refuses 'pod.${field}', which the chart sets`));

const breaks = [
  ['kind: Service', 'kind: Servise'],
  ['imagePullPolicy', 'imagePullPolice'],
  ['replicas: 4', 'replicas: [4'],
  ['replicas: 4', 'replicas: four'],
  ['  name: router-silo\n', '  name: Router_Silo\n'],
  ['name: router-silo\n', 'name: router-gateway\n'],
  ['targetPort: http', 'targetPort: web'],
  ['containerPort: 30000', 'containerPort: 30001'],
  ['prometheus.io/port: "8080"', 'prometheus.io/port: "9090"'],
  ['path: /readyz, port: http', 'path: /readyz, port: web'],
  ['app.kubernetes.io/component: gateway\n      annotations', 'app.kubernetes.io/component: gateways\n      annotations'],
  ['maxUnavailable: 1\n', 'maxUnavailable: 0\n'],
  ['maxUnavailable: 0,', 'maxUnavailable: 1,'],
  ['port: { name: http }', 'port: { name: https }'],
  ['secretName: router-tls', 'secretName: other'],
  ['name: production, key: store', 'name: staging, key: store'],
  ['name: anthropic', 'name: mistral'],
  ['configMap: { name: router-settings }', 'configMap: { name: settings }'],
  ['name: temporary, mountPath: /tmp', 'name: tmp, mountPath: /tmp'],
  ['mountPath: /tmp', 'mountPath: /var/tmp'],
  ['/settings/silo.json]', '/settings/silos.json]'],
  ['"role": "gateway"', '"role": "boss"'],
  ['"jobs": {},', '"jobs": { "workers": 2 },'],
  ['args: [orleans-router-silo.dll, --config, /settings/gateway.json]', 'args: [orleans-router.dll, serve, --config, /settings/gateway.json]'],
  ['name: ORLEANS_ROUTER_ADDRESS', 'name: ORLEANS_ROUTER_IP'],
  ['terminationGracePeriodSeconds: 195', 'terminationGracePeriodSeconds: 190'],
  ['"shutdownTimeout": "00:01:30"', '"shutdownTimeout": "00:02:00"'],
  ['runAsNonRoot: true', 'runAsNonRoot: false'],
  ['readOnlyRootFilesystem: true', 'readOnlyRootFilesystem: false'],
  ['automountServiceAccountToken: false', 'automountServiceAccountToken: true'],
  ['cpu: 500m', 'gpu: 1'],
  ['- { port: client }', '- { port: clients }'],
  ['topologySpreadConstraints', 'topologySpread'],
];
const wrongValues = [['replicas: 4', 'replica: 4'], ['tag: "1.2.3"', 'tag: 1.2'], ['NodePort', 'Node'], ['drainSeconds: 10', 'drainSeconds: 10s'], ['secretName:', 'secret:'], ['tolerations:', 'volumes:']];
const [sound, external] = rendered.cluster;
report(`chart: ${sets.length} sets of values rendered for 2 versions of Kubernetes, ${breaks.length + wrongValues.length + refused.length} ways to break them tried`, [
  ...problems,
  ...await unnoticed(sound, breaks, text => findings(text, external)),
  ...await unnoticed(read(`${here}values/cluster.yaml`), wrongValues, text => valueFindings(merged(defaults, parse(text)))),
]);
