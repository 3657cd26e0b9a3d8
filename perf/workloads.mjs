// Makes the list of `kaizen bench evm` from perf/src/main/solidity/workloads: compiles each contract and
// asks a node that is not ours (Anvil, by eth_call with the code as a state override) what each call
// returns and uses. Run it after a change of the sources:
//   (cd config/src/test/npm && npm ci) && node perf/workloads.mjs ANVIL_RPC_URL
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const require = createRequire(join(here, "../config/src/test/npm/package.json"));
const solc = require("solc");
const { Interface } = require("ethers");

const SOURCES = join(here, "src/main/solidity/workloads");
const LIST = join(here, "src/main/resources/io/kaizen/perf/evm/workloads.json");
const AT = "0x00000000000000000000000000000000000c0de5";
const FROM = "0x00000000000000000000000000000000000ca11e";
const GAS = 2_000_000_000;

// name, contract, function, n
const WORKLOADS = [
  ["arithmetic", "Arithmetic", "small", 150_000],
  ["wide-words", "Arithmetic", "wide", 30_000],
  ["modular-power", "Arithmetic", "power", 400],
  ["keccak-64", "Hashing", "chain64", 60_000],
  ["keccak-4096", "Hashing", "long4096", 3_500],
  ["memory-sort", "Memory", "sort", 3_000],
  ["memory-copy", "Memory", "copy", 20_000],
  ["storage-new", "Storage", "cold", 25_000],
  ["storage-warm", "Storage", "warm", 120_000],
  ["storage-transient", "Storage", "temporary", 140_000],
  ["erc20-transfer", "Token", "transfers", 15_000],
  ["erc20-mint", "Token", "mints", 18_000],
  ["erc20-approve", "Token", "approvals", 4_500],
  ["erc20-call", "Token", "external_", 9_000],
  ["amm-swap", "Exchange", "swaps", 2_400],
  ["ray-tracer", "Raytracer", "render", 32],
  ["call-recursion", "Calls", "fib", 21],
  ["call-mix", "Calls", "mixed", 6_000],
  ["creation", "Calls", "creations", 5_000],
  ["precompile-hashes", "Precompiles", "hashes", 15_000],
  ["precompile-signatures", "Precompiles", "signatures", 600],
  ["precompile-modexp", "Precompiles", "modexp", 800],
  ["precompile-bn254", "Precompiles", "bn254", 400],
  ["precompile-pairing", "Precompiles", "pairings", 30],
];

const rpc = process.argv[2];
if (!rpc) {
  console.error("usage: node perf/workloads.mjs ANVIL_RPC_URL");
  process.exit(2);
}

async function call(method, params) {
  const response = await fetch(rpc, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
  });
  const answer = await response.json();
  if (answer.error) {
    throw new Error(`${method}: ${JSON.stringify(answer.error)}`);
  }
  return answer.result;
}

function compile() {
  const sources = {};
  for (const file of readdirSync(SOURCES)) {
    sources[file] = { content: readFileSync(join(SOURCES, file), "utf8") };
  }
  const input = {
    language: "Solidity",
    sources,
    settings: {
      optimizer: { enabled: true, runs: 200 },
      evmVersion: "cancun",
      metadata: { bytecodeHash: "none", appendCBOR: false },
      outputSelection: { "*": { "*": ["abi", "evm.deployedBytecode.object"] } },
    },
  };
  const find = (path) => ({ contents: readFileSync(require.resolve(path), "utf8") });
  const output = JSON.parse(solc.compile(JSON.stringify(input), { import: find }));
  const errors = (output.errors ?? []).filter((e) => e.severity === "error");
  if (errors.length > 0) {
    throw new Error(errors.map((e) => e.formattedMessage).join("\n"));
  }
  return (contract) => output.contracts[`${contract}.sol`][contract];
}

const contract = compile();
const list = [];
for (const [name, source, method, n] of WORKLOADS) {
  const { abi, evm } = contract(source);
  const code = `0x${evm.deployedBytecode.object}`;
  const calldata = new Interface(abi).encodeFunctionData(method, [n]);
  const transaction = { from: FROM, to: AT, data: calldata, gas: `0x${GAS.toString(16)}` };
  const began = performance.now();
  const expected = await call("eth_call", [transaction, "latest", { [AT]: { code } }]);
  const first = performance.now() - began;
  let best = first;
  for (let i = 0; i < 3; i++) {
    const again = performance.now();
    await call("eth_call", [transaction, "latest", { [AT]: { code } }]);
    best = Math.min(best, performance.now() - again);
  }
  console.log(`${name.padEnd(22)} ${best.toFixed(1).padStart(8)} ms  ${expected.slice(0, 20)}`);
  list.push({ name, code, calldata, expected, gas: GAS });
}
writeFileSync(LIST, `[\n${list.map((w) => JSON.stringify(w)).join(",\n")}\n]\n`);
