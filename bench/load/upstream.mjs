// A fake OpenAI upstream: answers every chat completion after a fixed time. Usage: node upstream.mjs PORT MILLISECONDS
import http from 'node:http';

const [port, delayMs] = process.argv.slice(2).map(Number);
const answer = JSON.stringify({
  id: 'chatcmpl-fake', object: 'chat.completion', created: 0, model: 'fake',
  choices: [{ index: 0, message: { role: 'assistant', content: 'A short answer of a fake upstream.' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 80, completion_tokens: 8, total_tokens: 88 },
});
http.createServer((request, response) => {
  request.resume().on('end', () => setTimeout(() => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(answer) });
    response.end(answer);
  }, delayMs));
}).listen(port, '127.0.0.1', () => console.log('listening'));
