// web3.js against a node: value, a token, events, blocks over WebSocket, a revert's reason.
import { inspect } from "node:util";
import { Web3 } from "web3";
import { ACCOUNTS, KEYS, check, checkEqual, compileToken, endpoints, run, within } from "./common.mjs";

const { rpc, ws } = endpoints("node web3.mjs RPC_URL [WS_URL]");
const SUPPLY = 10n ** 24n;

await run("web3", async (step) => {
  const web3 = new Web3(rpc);
  const live = new Web3(ws);
  web3.eth.transactionPollingInterval = 50;
  web3.eth.wallet.add(KEYS[0]);
  const from = ACCOUNTS[0];

  const heads = [];
  const headers = await live.eth.subscribe("newBlockHeaders");
  headers.on("data", (header) => heads.push(header));

  const before = await web3.eth.getBalance(ACCOUNTS[1]);
  const sent = await web3.eth.sendTransaction({ from, to: ACCOUNTS[1], value: 12345n, gas: 21000n });
  checkEqual(sent.status, 1n, "status of a transfer");
  checkEqual((await web3.eth.getBalance(ACCOUNTS[1])) - before, 12345n, "balance received");
  step("sent value");

  const { abi, bytecode } = compileToken();
  const created = await new web3.eth.Contract(abi)
    .deploy({ data: bytecode, arguments: [SUPPLY] })
    .send({ from, gas: "2000000" });
  const address = created.options.address;
  const token = new web3.eth.Contract(abi, address);
  checkEqual(await token.methods.symbol().call(), "KZN", "symbol");
  checkEqual(await token.methods.balanceOf(from).call(), SUPPLY, "balance of the deployer");
  step(`deployed a token at ${address}`);

  const seen = [];
  const logs = await live.eth.subscribe("logs", { address });
  logs.on("data", (log) => seen.push(log));
  const moved = await token.methods.transfer(ACCOUNTS[1], 500n).send({ from, gas: "100000" });
  checkEqual(await token.methods.balanceOf(ACCOUNTS[1]).call(), 500n, "token balance received");
  const until = async (test, what) =>
    within(
      (async () => {
        while (!test()) {
          await new Promise((r) => setTimeout(r, 20));
        }
      })(),
      what,
    );
  await until(() => seen.some((l) => l.transactionHash === moved.transactionHash), "a log over WebSocket");
  step("transferred the token and saw its log");

  const events = await token.getPastEvents("Transfer", { filter: { to: ACCOUNTS[1] }, fromBlock: 0n });
  checkEqual(events.length, 1, "filtered events");
  checkEqual(events[0].returnValues.value, 500n, "value of the event");
  step("filtered events");

  const refusal = await token.methods
    .transfer(ACCOUNTS[1], 1n)
    .call({ from: "0x00000000000000000000000000000000000000aa" })
    .then(() => null, (error) => error);
  check(refusal !== null, "a call that must revert did not");
  check(inspect(refusal, { depth: 8 }).includes("ERC20InsufficientBalance"), `revert not decoded: ${refusal}`);
  step("decoded a revert");

  await until(() => heads.some((h) => BigInt(h.number) >= moved.blockNumber), "new blocks over WebSocket");
  await headers.unsubscribe();
  step(`followed ${heads.length} blocks over WebSocket`);
});
