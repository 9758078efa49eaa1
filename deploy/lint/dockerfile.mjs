// Checks the Dockerfile: what it copies, publishes, starts and listens on is there, and it does not run as root.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { report, unnoticed } from './breaks.mjs';
import { readSettings } from './settings.mjs';

const root = new URL('../../', import.meta.url);
const read = path => readFileSync(new URL(path, root), 'utf8');
const ignored = read('.dockerignore').split('\n');
const text = read('deploy/Dockerfile');

/** Instructions as [name, the rest], with continued lines joined. */
const instructions = source => source.replace(/\\\n\s*/g, ' ').split('\n')
  .filter(line => /^[A-Z]/.test(line)).map(line => [line.split(' ', 1)[0], line.slice(line.indexOf(' ') + 1)]);

function findings(source) {
  const all = instructions(source);
  const of = name => all.filter(([one]) => one === name).map(([, rest]) => rest);
  const found = of('FROM').filter(image => !/^[\w./-]+:\d[\w.-]*( AS \w+)?$/.test(image)).map(image => `'${image}' is no image with a version`);
  for (const path of of('COPY').filter(rest => !rest.startsWith('--from=')).flatMap(rest => rest.split(' ').slice(0, -1))) {
    if (!existsSync(new URL(path, root))) found.push(`there is no '${path}' to copy`);
    else if (!ignored.includes(`!${path}`)) found.push(`.dockerignore keeps '${path}' out`);
  }
  const final = all.slice(all.findLastIndex(([name]) => name === 'FROM'));
  const user = final.find(([name]) => name === 'USER')?.[1];
  if (user !== '$APP_UID' && !(Number(user) > 0)) found.push(`it runs as '${user ?? 'root'}': Kubernetes wants a number that is not 0`);
  if (!final[0][1].endsWith('-extra')) found.push('the image has no time zones');
  return [...found, ...startFindings(of)];
}

/** The command must start a program that was published, with settings that are there and listen on ports that are exposed. */
function startFindings(of) {
  const command = JSON.parse(of('CMD').at(-1));
  const path = command[command.indexOf('--config') + 1];
  const published = of('RUN').flatMap(run => [...run.matchAll(/dotnet publish (\S+)/g)]).map(([, project]) => project);
  const missing = [...published, path].filter(one => !existsSync(new URL(one, root)));
  if (missing.length > 0) return missing.map(one => `there is no '${one}'`);
  const programs = published.map(project => {
    const file = readdirSync(new URL(project, root)).find(name => name.endsWith('.csproj'));
    return `${/<AssemblyName>(.+)<\/AssemblyName>/.exec(read(`${project}/${file}`))[1]}.dll`;
  });
  const exposed = of('EXPOSE').flatMap(rest => rest.split(' '));
  const listens = [new URL(readSettings(read(path)).urls).port, '11111', '30000'];
  return [
    ...programs.includes(command[0]) ? [] : [`it starts '${command[0]}', and publishes ${programs.join(', ')}`],
    ...listens.filter(port => !exposed.includes(port)).map(port => `it does not expose ${port}`),
  ];
}

function linted() {
  try {
    execFileSync('node_modules/.bin/dockerfilelint', [new URL('deploy/Dockerfile', root).pathname], { cwd: new URL('.', import.meta.url), encoding: 'utf8' });
    return [];
  } catch (error) {
    return [error.stdout];
  }
}

const breaks = [
  ['sdk:10.0', 'sdk'],
  ['-extra', ''],
  ['COPY src src', 'COPY sources src'],
  ['COPY src src', 'COPY tests src'],
  ['USER $APP_UID', 'USER root'],
  ['USER $APP_UID', ''],
  ['src/OrleansRouter.Cli', 'src/OrleansRouter.Command'],
  ['"orleans-router.dll"', '"OrleansRouter.Cli.dll"'],
  ['replicas.json', 'replica.json'],
  ['EXPOSE 8080', 'EXPOSE 80'],
];
report(`Dockerfile: linted, ${breaks.length} ways to break it tried`, [...linted(), ...findings(text), ...await unnoticed(text, breaks, findings)]);
