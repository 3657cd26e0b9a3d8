// Foundry's cast against a node: value, a token, events, blocks over WebSocket.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { ACCOUNTS, KEYS, check, checkEqual, compileToken, endpoints, foundryBinary, run, within } from "./common.mjs";

const { rpc, ws } = endpoints("node cast.mjs RPC_URL [WS_URL]");
const CAST = foundryBinary("cast");
const SUPPLY = 10n ** 24n;

async function cast(...args) {
  const { stdout } = await promisify(execFile)(CAST, args, { maxBuffer: 1 << 26, timeout: 60_000 });
  return stdout.trim();
}

const at = ["--rpc-url", rpc];
const signed = [...at, "--private-key", KEYS[0], "--json"];

await run("cast", async (step) => {
  const before = BigInt(await cast("balance", ACCOUNTS[1], ...at));
  const sent = JSON.parse(await cast("send", ACCOUNTS[1], "--value", "12345", ...signed));
  checkEqual(sent.status, "0x1", "status of a transfer");
  checkEqual(BigInt(await cast("balance", ACCOUNTS[1], ...at)) - before, 12345n, "balance received");
  step("sent value");

  const { bytecode } = compileToken();
  const init = bytecode + (await cast("abi-encode", "f(uint256)", SUPPLY.toString())).slice(2);
  const created = JSON.parse(await cast("send", ...signed, "--create", init));
  const token = created.contractAddress;
  checkEqual(await cast("call", token, "symbol()(string)", ...at), '"KZN"', "symbol");
  const balanceOf = async (who) =>
    BigInt((await cast("call", token, "balanceOf(address)(uint256)", who, ...at)).split(" ")[0]);
  checkEqual(await balanceOf(ACCOUNTS[0]), SUPPLY, "balance of the deployer");
  step(`deployed a token at ${token}`);

  const moved = JSON.parse(await cast("send", token, "transfer(address,uint256)", ACCOUNTS[1], "500", ...signed));
  checkEqual(await balanceOf(ACCOUNTS[1]), 500n, "token balance received");
  const logs = JSON.parse(
    await cast("logs", "--address", token, "--from-block", "0", "Transfer(address indexed,address indexed,uint256)", "", ACCOUNTS[1], ...at, "--json"),
  );
  checkEqual(logs.length, 1, "filtered events");
  checkEqual(logs[0].transactionHash, moved.transactionHash, "transaction of the event");
  step("transferred the token and filtered its events");

  const refused = await cast("call", token, "transfer(address,uint256)", ACCOUNTS[1], "1", "--from", "0x00000000000000000000000000000000000000aa", ...at)
    .then(() => null, (error) => `${error}`);
  check(refused?.includes("revert"), `a call that must revert gave ${refused}`);
  step("saw a revert");

  // cast has no subscription command: it asks for the head over the WebSocket.
  const head = BigInt(await cast("block-number", "--rpc-url", ws));
  check(head >= BigInt(moved.blockNumber), `head ${head} over WebSocket`);
  const next = within(
    (async () => {
      while (BigInt(await cast("block-number", "--rpc-url", ws)) <= head) {
        await new Promise((r) => setTimeout(r, 50));
      }
    })(),
    "a new block over WebSocket",
  );
  await cast("send", ACCOUNTS[1], "--value", "1", ...signed);
  await next;
  const age = await cast("age", "--rpc-url", ws);
  check(age.length > 0, "no age of the head");
  step("followed blocks over WebSocket");
});
