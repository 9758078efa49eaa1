// One object against Kubernetes' own schema, as the npm package kubernetes-models carries it, compiled.
const schemas = new URL('./node_modules/kubernetes-models/_schemas/', import.meta.url);
const versions = { v1: 'CoreV1', 'apps/v1': 'AppsV1', 'policy/v1': 'PolicyV1', 'networking.k8s.io/v1': 'NetworkingV1' };

/** What does not fit, and fields that the schema does not know: the schemas are open, but a field that validation never reads is unknown. */
export async function schemaFindings(object) {
  const version = versions[object?.apiVersion];
  if (!version) return [`'${object?.apiVersion}' is no version that is checked here`];
  let validate;
  try {
    ({ validate } = await import(new URL(`IoK8sApi${version}${object.kind}.mjs`, schemas)));
  } catch {
    return [`${object.apiVersion} has no kind '${object.kind}'`];
  }
  const read = new Map();
  const fits = validate(watched(object, read));
  const errors = (fits ? [] : validate.errors).map(error => `'${error.instancePath}' ${error.message ?? error.keyword} ${JSON.stringify(error.params)}`);
  return [...errors, ...unread(object, read, '')];
}

function watched(value, read) {
  if (value === null || typeof value !== 'object') return value;
  return new Proxy(value, {
    get(target, key) {
      if (!read.has(target)) read.set(target, new Set());
      read.get(target).add(key);
      return watched(target[key], read);
    },
  });
}

/** An object of which nothing was read is free in form. */
function unread(value, read, path) {
  if (value === null || typeof value !== 'object' || !read.has(value)) return [];
  return Object.keys(value).flatMap(key => Array.isArray(value) || read.get(value).has(key)
    ? unread(value[key], read, `${path}/${key}`)
    : [`'${path}/${key}' is no field that Kubernetes knows`]);
}
