// A check is worth something when it notices what it is about: each break of a sound text must be found.
export async function unnoticed(sound, breaks, findings) {
  const problems = [];
  for (const [text, broken] of breaks) {
    if (!sound.includes(text)) problems.push(`nothing to break: there is no '${text}'`);
    else if ((await findings(sound.replaceAll(text, broken))).length === 0) problems.push(`nobody notices '${broken}' in place of '${text}'`);
  }
  return problems;
}

/** Prints problems, and one line that sums up; the process fails when there are any. */
export function report(what, problems) {
  problems.forEach(line => console.error(line));
  console.log(`${what}: ${problems.length} problems`);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
