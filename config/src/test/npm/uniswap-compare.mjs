// The same Uniswap trade on a node and on Anvil must give the same gas, logs and amounts:
// node uniswap-compare.mjs RPC_URL
import { startAnvil } from "./anvil.mjs";
import { check, parseArguments, rpcCall, run } from "./common.mjs";
import { trade } from "./uniswap.mjs";

/** Paths at which two JSON values differ, with both values. */
function differences(left, right, path = "") {
  if (typeof left !== "object" || typeof right !== "object" || left === null || right === null) {
    return left === right ? [] : [`${path}: node ${JSON.stringify(left)}, anvil ${JSON.stringify(right)}`];
  }
  const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
  return [...keys].flatMap((key) => differences(left[key], right[key], path ? `${path}.${key}` : key));
}

const { positional } = parseArguments("node uniswap-compare.mjs RPC_URL");

await run("uniswap-compare", async (step) => {
  const chainId = Number(await rpcCall(positional[0], "eth_chainId"));
  const anvil = await startAnvil(chainId);
  try {
    const [theirs, ours] = await Promise.all([
      trade(anvil.url, (s) => step(`anvil ${s}`)),
      trade(positional[0], (s) => step(`node ${s}`)),
    ]);
    const found = differences(ours, theirs);
    check(found.length === 0, `${found.length} differences:\n${found.slice(0, 40).join("\n")}`);
    const gas = ours.transactions.reduce((sum, t) => sum + BigInt(t.gasUsed), 0n);
    const logs = ours.transactions.reduce((sum, t) => sum + t.logs.length, 0);
    step(`${ours.transactions.length} transactions, ${gas} gas, ${logs} logs and all amounts are equal`);
  } finally {
    anvil.stop();
  }
});
