// Starts the gateway of a rendered chart the way its pod says: as a user without rights, on a file system that is read-only but for what is
// mounted, with the chart's settings and arguments. Then goes the way of a first installation: alive but not ready, a policy trained by a job
// and made the default, ready, stopped. Needs a network of its own, root and PostgreSQL behind a socket.
//
//	node start.mjs rendered.yaml folder-of-the-build folder-of-the-socket scratch-folder
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { parseAllDocuments } from 'yaml';

const [rendered, app, sockets, scratch] = process.argv.slice(2);
const objects = parseAllDocuments(readFileSync(rendered, 'utf8')).map(document => document.toJS());
const pod = objects.find(object => object.kind === 'Deployment' && object.metadata.name.endsWith('-gateway')).spec.template.spec;
const [container] = pod.containers;
const user = 1654; // The user of the image, without rights.
const dotnet = /\[(.+)\/shared\/Microsoft\.NETCore\.App\]/.exec(execFileSync('dotnet', ['--list-runtimes'], { encoding: 'utf8' }))[1];
const root = `${scratch}/root`, log = `${scratch}/log`;

const secrets = { store: 'postgres:///router?host=/sockets&username=router', keySecret: Buffer.alloc(32, 7).toString('base64') };
const environment = container.env.map(({ name, valueFrom: { secretKeyRef } }) => `${name}=${secretKeyRef ? secrets[secretKeyRef.key] : '127.0.0.1'}`);

/** Commands that mount what the pod's container sees. */
function mounts() {
  const lines = ['mount --make-rprivate /', `mkdir ${root}`, `mount -t tmpfs tmpfs ${root}`];
  const bind = (source, target) => lines.push(`mkdir -p ${root}${target}`, `mount --rbind ${source} ${root}${target}`, `mount -o remount,ro,bind ${root}${target}`);
  ['/usr', '/lib', '/lib64', '/bin', '/etc'].forEach(path => bind(path, path));
  bind(dotnet, '/dotnet');
  bind(app, '/app');
  bind(sockets, '/sockets');
  for (const { name, mountPath } of container.volumeMounts) {
    const { configMap } = pod.volumes.find(volume => volume.name === name);
    if (!configMap) {
      lines.push(`mkdir ${root}${mountPath}`, `mount -t tmpfs -o mode=1777 tmpfs ${root}${mountPath}`);
      continue;
    }
    mkdirSync(`${scratch}/${name}`);
    const { data } = objects.find(object => object.kind === 'ConfigMap' && object.metadata.name === configMap.name);
    Object.entries(data).forEach(([file, text]) => writeFileSync(`${scratch}/${name}/${file}`, text));
    bind(`${scratch}/${name}`, mountPath);
  }
  lines.push(`mkdir ${root}/proc ${root}/dev`, `mount -t proc proc ${root}/proc`, `mount --rbind /dev ${root}/dev`);
  if (container.securityContext.readOnlyRootFilesystem) lines.push(`mount -o remount,ro ${root}`);
  return lines;
}

function start() {
  const program = ['/dotnet/dotnet', ...container.args].map(word => `'${word}'`).join(' ');
  const variables = environment.map(one => `'${one}'`).join(' ');
  const run = `exec env -i ${variables} unshare -R ${root} -w /app -G ${user} -S ${user} ${program}`;
  writeFileSync(`${scratch}/start.sh`, ['set -e', ...mounts(), run].join('\n'));
  const output = openSync(log, 'w');
  return spawn('unshare', ['--mount', '--pid', '--fork', '--kill-child', 'bash', `${scratch}/start.sh`], { stdio: ['ignore', output, output] });
}

const answer = path => fetch(`http://127.0.0.1:8080${path}`).then(response => response.status, () => 0);

async function until(path, status, seconds) {
  for (const end = Date.now() + 1000 * seconds; Date.now() < end && gateway.exitCode === null; await wait(100)) {
    if (await answer(path) === status) return;
  }
  throw new Error(`${path} did not become ${status} within ${seconds} s (exit code ${gateway.exitCode}):\n${readFileSync(log, 'utf8')}`);
}

const gateway = start();
const ended = new Promise(resolve => gateway.on('exit', code => resolve(code)));

async function firstInstallation() {
  const { startupProbe, readinessProbe } = container;
  await until(startupProbe.httpGet.path, 200, startupProbe.failureThreshold * startupProbe.periodSeconds);
  await until(readinessProbe.httpGet.path, 503, 10);

  const [, key] = /operator key \(shown once\): *(\S+)/.exec(readFileSync(log, 'utf8'));
  const options = { cwd: scratch, env: { ...process.env, ORLEANS_ROUTER_KEY: key }, encoding: 'utf8', timeout: 60_000, stdio: ['ignore', 'pipe', 'pipe'] };
  const cli = (...args) => execFileSync('dotnet', [`${app}/orleans-router.dll`, ...args], options);
  cli('data', 'simulate', '--kind', 'scores', '--queries', '200', '--models', '2', '--seed', '1', '--out', 'scores.jsonl.gz');
  cli('train', 'ridge', '--data', 'scores.jsonl.gz', '--out', 'policy.orp', '--remote', 'http://127.0.0.1:8080');
  for (const model of ['sim-1', 'sim-2']) {
    cli('model', 'set', model, '--provider', 'simulated', '--input-usd-per-million-tokens', '1', '--output-usd-per-million-tokens', '1');
  }

  cli('policy', 'promote', JSON.parse(cli('policy', 'list')).data[0].id);
  await until(readinessProbe.httpGet.path, 200, 30);

  process.kill(Number(execFileSync('pgrep', ['-P', String(gateway.pid)])), 'SIGTERM');
  const code = await Promise.race([ended, wait(1000 * pod.terminationGracePeriodSeconds, 'no end within its grace', { ref: false })]);
  if (code !== 0) throw new Error(`stopped with ${code}:\n${readFileSync(log, 'utf8')}`);
}

try {
  await firstInstallation();
  console.log('start: a gateway as its pod says was started, trained a policy, became ready and stopped');
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  gateway.kill('SIGKILL');
}
