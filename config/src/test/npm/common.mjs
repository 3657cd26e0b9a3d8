// What the checks share: arguments, assertions, dev accounts, the compiled token.
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const here = dirname(fileURLToPath(import.meta.url));
export const require = createRequire(import.meta.url);

export const MNEMONIC = "test test test test test test test test test test test junk";
/** Keys of the first two accounts of the mnemonic, m/44'/60'/0'/0/0 and 1. */
export const KEYS = [
  "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80",
  "0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d",
];
export const ACCOUNTS = [
  "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266",
  "0x70997970C51812dc3A010C7d01b50e0d17dc79C8",
];

/** The positional arguments and the --options of the command line. */
export function parseArguments(usage, needed = 1) {
  const positional = [];
  const options = {};
  const given = process.argv.slice(2);
  for (let i = 0; i < given.length; i++) {
    if (given[i].startsWith("--")) {
      options[given[i].slice(2)] = given[++i];
    } else {
      positional.push(given[i]);
    }
  }
  if (positional.length < needed) {
    console.error(`usage: ${usage}`);
    process.exit(2);
  }
  return { positional, options };
}

/** RPC_URL [WS_URL]; the WebSocket is on the same port where it is not named. */
export function endpoints(usage) {
  const { positional } = parseArguments(usage);
  const rpc = positional[0];
  return { rpc, ws: positional[1] ?? rpc.replace(/^http/, "ws") };
}

export function check(condition, message) {
  if (!condition) {
    throw new Error(message);
  }
}

export function checkEqual(actual, expected, what) {
  const same =
    typeof expected === "string" && typeof actual === "string"
      ? actual.toLowerCase() === expected.toLowerCase()
      : actual === expected;
  check(same, `${what}: got ${actual}, want ${expected}`);
}

/** The promise's value, or a failure that names what did not happen in time. */
export function within(promise, what, milliseconds = 20_000) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: nothing after ${milliseconds} ms`)), milliseconds);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** Runs the steps of a check; exits 0, or 1 with what went wrong. */
export async function run(name, steps, milliseconds = 300_000) {
  try {
    await within(steps((step) => console.log(`${name}: ${step}`)), `${name}`, milliseconds);
    console.log(`${name}: passed`);
    process.exit(0);
  } catch (failure) {
    console.error(`${name}: FAILED: ${failure?.stack ?? failure}`);
    process.exit(1);
  }
}

export async function rpcCall(url, method, params = []) {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
  });
  const answer = await response.json();
  if (answer.error) {
    throw new Error(`${method}: ${answer.error.code} ${answer.error.message}`);
  }
  return answer.result;
}

/**
 * The path of Foundry's anvil or cast. The packages of the binaries themselves are installed, not
 * their launchers: those pass on neither exit codes nor signals, and name platforms not published.
 */
export function foundryBinary(tool) {
  const platform = { x64: "amd64", arm64: "arm64" }[process.arch];
  const name = `@foundry-rs/${tool}-${process.platform}-${platform}`;
  const path = join(here, "node_modules", name, "bin", tool);
  check(existsSync(path), `${tool} is not installed: add the package ${name} for this platform, or run npm ci`);
  return path;
}

/** KaizenToken.sol compiled with the pinned solc: { abi, bytecode }. */
export function compileToken() {
  const solc = require("solc");
  const input = {
    language: "Solidity",
    sources: { "KaizenToken.sol": { content: readFileSync(join(here, "KaizenToken.sol"), "utf8") } },
    settings: {
      optimizer: { enabled: true, runs: 200 },
      evmVersion: "cancun",
      outputSelection: { "*": { "*": ["abi", "evm.bytecode.object"] } },
    },
  };
  const resolve = (path) => ({ contents: readFileSync(require.resolve(path), "utf8") });
  const output = JSON.parse(solc.compile(JSON.stringify(input), { import: resolve }));
  const errors = (output.errors ?? []).filter((e) => e.severity === "error");
  check(errors.length === 0, errors.map((e) => e.formattedMessage).join("\n"));
  const contract = output.contracts["KaizenToken.sol"].KaizenToken;
  return { abi: contract.abi, bytecode: `0x${contract.evm.bytecode.object}` };
}
