// The settings that a process is started with: whether they fit their schema, and the pod or container.
import { readFileSync } from 'node:fs';
import Ajv from 'ajv/dist/2020.js';
import { parse } from 'yaml';

const schema = JSON.parse(readFileSync(new URL('../../silo-config/schema.json', import.meta.url)));
const validate = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(schema);

/** Settings may have comments of a line. */
export const readSettings = text => JSON.parse(text.replace(/^\s*\/\/.*$/gm, ''));

/** What a process refuses of settings: what does not fit the schema, and rules between settings. */
export function settingsErrors(settings, path) {
  if (!validate(settings)) return validate.errors.map(error => `${path}: '${error.instancePath}' ${error.message}`);
  const { orleans, jobs } = settings;
  return orleans?.role === 'gateway' && jobs?.workers > 0 ? [`${path}: a process that is only a gateway of a cluster has no workers`] : [];
}

/** What the program of a command refuses of settings: the schema is that of both programs, and only one of them is in a cluster. */
export const commandErrors = ([program], { orleans }, path) =>
  program === 'orleans-router.dll' && orleans ? [`${path}: 'orleans' is no setting of ${program}`] : [];

/** How long a process may take to stop: for requests under way, and then to leave the cluster. */
export const shutdownSeconds = settings =>
  2 * (settings.shutdownTimeout ?? '00:00:30').split(':').reduce((sum, part) => 60 * sum + Number(part), 0);

/** The environment variables that settings refer to. */
export const variables = text => [...text.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name);

/** What is wrong with the settings of a container of a pod. */
export function settingsFindings(container, pod, cluster) {
  const path = container.args[container.args.indexOf('--config') + 1];
  const mount = container.volumeMounts?.find(one => path.startsWith(`${one.mountPath}/`));
  const map = pod.volumes?.find(volume => volume.name === mount?.name)?.configMap?.name;
  const text = cluster.find('ConfigMap', map)?.data[path.slice(mount?.mountPath.length + 1)];
  if (text === undefined) return [`there is no '${path}' for '${container.name}'`];
  const settings = readSettings(text);
  const errors = [...settingsErrors(settings, path), ...commandErrors(container.args, settings, path)];
  if (errors.length > 0) return errors;
  const missing = variables(text).filter(name => !container.env.some(one => one.name === name));
  return [
    ...missing.map(name => `${path} takes '${name}' from the environment, where it is not`),
    ...portFindings(settings, container, path),
    ...graceFindings(settings, container, pod),
  ];
}

function portFindings({ urls, orleans }, container, path) {
  const needed = { http: Number(new URL(urls).port) };
  if (orleans && orleans.role !== 'gateway') Object.assign(needed, { silo: orleans.siloPort ?? 11111, client: orleans.clientPort ?? 30000 });
  return Object.entries(needed)
    .filter(([name, port]) => !container.ports.some(one => one.name === name && one.containerPort === port))
    .map(([name, port]) => `${path} listens on ${port}, which is not the container's port '${name}'`);
}

function graceFindings(settings, container, pod) {
  const drain = container.lifecycle?.preStop?.sleep?.seconds ?? 0;
  const needed = drain + shutdownSeconds(settings);
  return pod.terminationGracePeriodSeconds > needed ? [] : [`a shutdown may take ${needed} s, and the pod gets ${pod.terminationGracePeriodSeconds} s`];
}
