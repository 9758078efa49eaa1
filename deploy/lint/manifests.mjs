// What is wrong with rendered manifests: against Kubernetes' schemas, against each other, and against what docs/operating.md promises.
import { parseAllDocuments } from 'yaml';
import { schemaFindings } from './kubernetes.mjs';
import { settingsFindings } from './settings.mjs';

const matches = (selector, labels) => Object.entries(selector ?? {}).every(([key, value]) => labels?.[key] === value);

/** Everything that is wrong, as lines; `externalSecrets` are the names that the values say exist. */
export async function findings(text, externalSecrets) {
  const documents = parseAllDocuments(text);
  const broken = documents.flatMap(document => [...document.errors, ...document.warnings]).map(error => error.message);
  if (broken.length > 0) return broken;
  const objects = documents.map(document => document.toJS()).filter(object => object !== null);
  const found = [];
  for (const object of objects) {
    const name = `${object?.kind} ${object?.metadata?.name}`;
    const say = line => found.push(`${name}: ${line}`);
    if (!/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(object?.metadata?.name)) say('is no name of an object');
    if (objects.filter(other => other.kind === object.kind && other.metadata.name === object.metadata.name).length > 1) say('there are several');
    (await schemaFindings(object)).forEach(say);
  }
  if (found.length > 0) return found; // The rest relies on the shape.
  const cluster = new Cluster(objects, externalSecrets);
  for (const object of objects) {
    const check = checks[object.kind];
    const lines = check ? check(object, cluster) : ['no check knows this kind'];
    found.push(...lines.map(line => `${object.kind} ${object.metadata.name}: ${line}`));
  }
  return found;
}

class Cluster {
  constructor(objects, externalSecrets) {
    this.externalSecrets = externalSecrets;
    this.objects = objects;
    this.deployments = objects.filter(object => object.kind === 'Deployment');
  }

  find(kind, name) { return this.objects.find(object => object.kind === kind && object.metadata.name === name); }

  /** The deployments whose pods a selector finds. */
  selected(selector) { return this.deployments.filter(one => matches(selector, one.spec.template.metadata.labels)); }
}

const ports = deployment => deployment.spec.template.spec.containers.flatMap(container => container.ports ?? []);
const hasPort = (deployment, port) => ports(deployment).some(one => one.name === port || one.containerPort === port);

const checks = {
  ConfigMap: (object, { deployments }) =>
    deployments.some(one => one.spec.template.spec.volumes?.some(volume => volume.configMap?.name === object.metadata.name)) ? [] : ['nobody mounts it'],

  Service(object, cluster) {
    const found = cluster.selected(object.spec.selector);
    if (found.length !== 1) return [`its selector finds the pods of ${found.length} deployments`];
    return object.spec.ports.filter(port => !hasPort(found[0], port.targetPort ?? port.port)).map(port => `no container has the port '${port.targetPort}'`);
  },

  Ingress: (object, cluster) => object.spec.rules.flatMap(rule => rule.http.paths).flatMap(({ backend: { service } }) => {
    const target = cluster.find('Service', service.name);
    if (!target) return [`there is no service '${service.name}'`];
    return target.spec.ports.some(port => port.name === service.port.name || port.port === service.port.number) ? [] : [`'${service.name}' has no such port`];
  }).concat((object.spec.tls ?? []).filter(tls => !cluster.externalSecrets.includes(tls.secretName)).map(tls => `no value names the secret '${tls.secretName}'`)),

  PodDisruptionBudget(object, cluster) {
    const found = cluster.selected(object.spec.selector.matchLabels);
    if (found.length !== 1) return [`its selector finds the pods of ${found.length} deployments`];
    return object.spec.maxUnavailable >= 1 ? [] : ['it lets no node be drained'];
  },

  NetworkPolicy(object, cluster) {
    const found = cluster.selected(object.spec.podSelector.matchLabels);
    if (found.length !== 1) return [`its selector finds the pods of ${found.length} deployments`];
    const peers = object.spec.ingress.flatMap(rule => rule.from ?? []).filter(peer => cluster.selected(peer.podSelector.matchLabels).length === 0);
    const open = object.spec.ingress.flatMap(rule => rule.ports ?? []).map(port => port.port);
    return [
      ...peers.map(() => 'a peer is no pod of the release'),
      ...open.filter(port => !hasPort(found[0], port)).map(port => `no container has the port '${port}'`),
      ...ports(found[0]).filter(port => !open.includes(port.name)).map(port => `nobody may reach the port '${port.name}'`),
    ];
  },

  Deployment(object, cluster) {
    const { spec } = object, pod = spec.template.spec;
    const found = [];
    if (!matches(spec.selector.matchLabels, spec.template.metadata.labels)) found.push('its selector does not find its own pods');
    if (cluster.selected(spec.selector.matchLabels).length !== 1) found.push('its selector finds pods of another deployment');
    if (cluster.objects.filter(one => one.kind === 'PodDisruptionBudget' && matches(one.spec.selector.matchLabels, spec.template.metadata.labels)).length !== 1) found.push('not exactly one disruption budget is about its pods');
    if (spec.strategy?.rollingUpdate?.maxUnavailable !== 0) found.push('an upgrade takes pods away before new ones are ready');
    if (!pod.topologySpreadConstraints?.some(one => matches(one.labelSelector.matchLabels, spec.template.metadata.labels))) found.push('nothing spreads its pods over nodes');
    if (pod.securityContext?.runAsNonRoot !== true || pod.securityContext.seccompProfile?.type !== 'RuntimeDefault') found.push('pods may run as root or call what they want');
    if (pod.automountServiceAccountToken !== false) found.push('pods get a token of the cluster, which they do not need');
    const scrape = spec.template.metadata.annotations?.['prometheus.io/port'];
    if (scrape !== undefined && !hasPort(object, Number(scrape))) found.push(`Prometheus is sent to the port ${scrape}, which no container has`);
    for (const container of pod.containers) {
      found.push(...containerFindings(container, pod, cluster), ...settingsFindings(container, pod, cluster));
    }
    return found;
  },
};

function containerFindings(container, pod, { externalSecrets }) {
  const found = [];
  for (const probe of ['startupProbe', 'readinessProbe', 'livenessProbe']) {
    const port = container[probe]?.httpGet?.port;
    if (!container.ports.some(one => one.name === port)) found.push(`${probe} asks the port '${port}', which '${container.name}' has not`);
  }
  const { readOnlyRootFilesystem, allowPrivilegeEscalation, capabilities } = container.securityContext ?? {};
  if (readOnlyRootFilesystem !== true || allowPrivilegeEscalation !== false || !capabilities?.drop?.includes('ALL')) found.push(`'${container.name}' has more rights than it needs`);
  if (!container.resources?.requests?.cpu || !container.resources.requests.memory || !container.resources.limits?.memory) found.push(`'${container.name}' asks for no processor or memory, or has no limit of memory`);
  const mounted = (container.volumeMounts ?? []).map(mount => mount.name), volumes = (pod.volumes ?? []).map(volume => volume.name);
  found.push(...mounted.filter(name => !volumes.includes(name)).map(name => `'${container.name}' mounts '${name}', which is no volume`));
  found.push(...volumes.filter(name => !mounted.includes(name)).map(name => `'${container.name}' does not mount '${name}'`));
  if (!container.volumeMounts?.some(mount => mount.mountPath === '/tmp' && !mount.readOnly)) found.push(`'${container.name}' cannot write to /tmp, where training jobs keep copies of data`);
  const secrets = [
    ...(container.env ?? []).map(one => one.valueFrom?.secretKeyRef?.name),
    ...(container.envFrom ?? []).map(one => one.secretRef?.name),
    ...(pod.imagePullSecrets ?? []).map(one => one.name),
    ...(pod.volumes ?? []).map(volume => volume.secret?.secretName),
  ].filter(name => name !== undefined);
  found.push(...secrets.filter(name => !externalSecrets.includes(name)).map(name => `no value names the secret '${name}'`));
  return found;
}
