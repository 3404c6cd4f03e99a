// Reads our schemas as programs of JavaScript do, and answers on standard output what they say of them.
//
// On standard input: {schemas: by name, samples: [[name of a schema, value], ...], typed: [names of schemas]}; answered:
// {faults: by name, what the strict validator says of a schema, valid: of each sample whether it is, types: TypeScript}.
const { text } = require("node:stream/consumers");
const Validator = require("ajv/dist/2020");
const formats = require("ajv-formats");
const { compile } = require("json-schema-to-typescript");

async function answer({ schemas, samples, typed }) {
  const validator = formats(new Validator({ strict: true }));
  const validators = {};
  const faults = {};
  for (const [name, schema] of Object.entries(schemas)) {
    try {
      validators[name] = validator.compile(schema);
    } catch (fault) {
      faults[name] = fault.message;
    }
  }
  const valid = samples.map(([name, value]) => validators[name](value));
  const types = {};
  for (const name of typed) {
    types[name] = await compile(schemas[name], name, { bannerComment: "", format: false });
  }
  return { faults, valid, types };
}

text(process.stdin)
  .then((asked) => answer(JSON.parse(asked)))
  .then((answered) => process.stdout.write(JSON.stringify(answered)));
