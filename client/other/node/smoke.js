// Asks a running demonstration server every kind of question, from Node.js.
// Arguments: the server's address, and the contract (proto/target/beadle-v1.protoset).
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import grpc from '@grpc/grpc-js';
import protoLoader from '@grpc/proto-loader';

const [address, contract] = process.argv.slice(2);
const expected = JSON.parse(readFileSync(new URL('../answers.json', import.meta.url), 'utf8'));

// 64-bit numbers come as text (JavaScript's own numbers end at 2^53), enums by name.
const options = { keepCase: true, longs: String, enums: String, defaults: true, oneofs: true };
const { beadle } = grpc.loadPackageDefinition(
  protoLoader.loadFileDescriptorSetFromBuffer(readFileSync(contract), options),
);
const healthDefinition = grpc.loadPackageDefinition(
  protoLoader.loadSync(new URL('../health.proto', import.meta.url).pathname, options),
);

const credentials = grpc.credentials.createInsecure();
const checks = new beadle.v1.CheckService(address, credentials);
const health = new healthDefinition.grpc.health.v1.Health(address, credentials);

// Every call has a deadline: a service that waits for ever for an answer is down as well.
const SECONDS = 10;
const call = (client, method) => (request) =>
  promisify(client[method].bind(client))(request, { deadline: Date.now() + SECONDS * 1000 });

const question = ({ user, capability, context }) => ({
  user_id: user,
  capability,
  context: { id: context },
});
const decision = ({ allowed, rule }) => ({ allowed, rule, deciding_index: 0 });

async function single() {
  for (const one of expected.questions) {
    const answer = await call(checks, 'CheckCapability')({ question: question(one) });
    assert.deepEqual(answer.decision, decision(one), JSON.stringify(one));
    assert.notEqual(answer.freshness.revision, '');
  }
}

async function batch() {
  const bad = { user: 12, capability: 'mod/forum:rate', context: expected.missingContext };
  const { results } = await call(checks, 'BatchCheckCapabilities')({
    questions: [...expected.questions, bad].map(question),
  });
  assert.equal(results.length, expected.questions.length + 1);
  expected.questions.forEach((one, i) => assert.deepEqual(results[i].decision, decision(one)));
  assert.equal(results.at(-1).result, 'error');
  assert.equal(results.at(-1).error.code, grpc.status.NOT_FOUND);
}

async function matrix() {
  const { user, contexts, capabilities, allowed, missingContext } = expected.matrix;
  const answer = await call(checks, 'CheckCapabilityMatrix')({
    user_id: user,
    contexts: contexts.map((id) => ({ id })),
    capabilities,
  });
  assert.equal(answer.allowed.length, Math.ceil((contexts.length * capabilities.length) / 8));
  allowed.forEach((row, c) =>
    row.forEach((may, k) => {
      const bit = c * capabilities.length + k;
      assert.equal((answer.allowed[bit >> 3] >> (bit & 7)) & 1, may ? 1 : 0, `pair ${c}, ${k}`);
    }),
  );
  assert.deepEqual(answer.errors.map(({ index }) => index), [missingContext]);
}

async function stream() {
  const ids = ['7', '18446744073709551615'];
  const answers = [];
  const conversation = checks.StreamCheckCapabilities({ deadline: Date.now() + SECONDS * 1000 });
  for (const request_id of ids) {
    conversation.write({ request_id, batch: { questions: expected.questions.map(question) } });
  }
  conversation.end();
  for await (const answer of conversation) {
    answers.push(answer);
  }
  assert.deepEqual(answers.map(({ request_id }) => request_id), ids);
  for (const { batch } of answers) {
    expected.questions.forEach((one, i) =>
      assert.deepEqual(batch.results[i].decision, decision(one)),
    );
  }
}

async function healthy() {
  for (const service of ['', 'beadle.v1.CheckService']) {
    assert.equal((await call(health, 'Check')({ service })).status, 'SERVING');
  }
  await refused(call(health, 'Check')({ service: 'no.such.Service' }), grpc.status.NOT_FOUND);
}

async function errors() {
  const ask = call(checks, 'CheckCapability');
  await refused(ask({ question: { user_id: 12 } }), grpc.status.INVALID_ARGUMENT);
  await refused(ask({ site: 'no such site' }), grpc.status.NOT_FOUND);
}

const refused = (answer, code) => assert.rejects(answer, (error) => error.code === code);

for (const check of [healthy, single, batch, matrix, stream, errors]) {
  await check();
  console.log(`node: ${check.name}: as expected`);
}
checks.close();
health.close();
