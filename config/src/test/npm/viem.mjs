// viem against a node: value, a token, events, blocks over WebSocket, a revert's reason.
import { createPublicClient, createWalletClient, defineChain, http, parseEther, webSocket } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { ACCOUNTS, KEYS, check, checkEqual, compileToken, endpoints, run, within } from "./common.mjs";

const { rpc, ws } = endpoints("node viem.mjs RPC_URL [WS_URL]");
const SUPPLY = parseEther("1000000");

await run("viem", async (step) => {
  const probe = createPublicClient({ transport: http(rpc) });
  const id = await probe.getChainId();
  const chain = defineChain({
    id,
    name: "node under test",
    nativeCurrency: { name: "Ether", symbol: "ETH", decimals: 18 },
    rpcUrls: { default: { http: [rpc], webSocket: [ws] } },
  });
  const publicClient = createPublicClient({ chain, transport: http(rpc), pollingInterval: 50 });
  const account = privateKeyToAccount(KEYS[0]);
  const wallet = createWalletClient({ account, chain, transport: http(rpc) });
  const live = createPublicClient({ chain, transport: webSocket(ws) });
  const mined = (hash) => publicClient.waitForTransactionReceipt({ hash, timeout: 20_000 });

  const heads = [];
  const stopHeads = live.watchBlocks({ onBlock: (b) => heads.push(b), onError: (e) => heads.push(e) });
  await live.getBlockNumber();

  const before = await publicClient.getBalance({ address: ACCOUNTS[1] });
  const sent = await mined(await wallet.sendTransaction({ to: ACCOUNTS[1], value: 12345n }));
  checkEqual(sent.status, "success", "status of a transfer");
  checkEqual(sent.gasUsed, 21000n, "gas used by a transfer");
  const after = await publicClient.getBalance({ address: ACCOUNTS[1] });
  checkEqual(after - before, 12345n, "balance received");
  const block = await publicClient.getBlock({ blockHash: sent.blockHash, includeTransactions: true });
  check(block.transactions.some((t) => t.hash === sent.transactionHash), "the block lacks the transfer");
  step("sent value");

  const token = compileToken();
  const deployed = await mined(await wallet.deployContract({ ...token, args: [SUPPLY] }));
  const at = { address: deployed.contractAddress, abi: token.abi };
  checkEqual(await publicClient.readContract({ ...at, functionName: "symbol" }), "KZN", "symbol");
  const balanceOf = (who) => publicClient.readContract({ ...at, functionName: "balanceOf", args: [who] });
  checkEqual(await balanceOf(ACCOUNTS[0]), SUPPLY, "balance of the deployer");
  step(`deployed a token at ${deployed.contractAddress}`);

  const events = [];
  const seen = new Promise((resolve) => {
    live.watchContractEvent({
      ...at,
      eventName: "Transfer",
      onLogs: (logs) => {
        events.push(...logs);
        resolve();
      },
    });
  });
  await live.getBlockNumber();
  const moved = await mined(
    await wallet.writeContract({ ...at, functionName: "transfer", args: [ACCOUNTS[1], 500n] }),
  );
  checkEqual(await balanceOf(ACCOUNTS[1]), 500n, "token balance received");
  await within(seen, "a Transfer event over WebSocket");
  checkEqual(events[0].args.value, 500n, "value in the watched event");
  step("transferred the token and saw its event");

  const logs = await publicClient.getContractEvents({
    ...at,
    eventName: "Transfer",
    args: { to: ACCOUNTS[1] },
    fromBlock: deployed.blockNumber,
    toBlock: "latest",
  });
  checkEqual(logs.length, 1, "filtered events");
  checkEqual(logs[0].transactionHash, moved.transactionHash, "transaction of the filtered event");
  const filter = await publicClient.createContractEventFilter({ ...at, eventName: "Transfer" });
  await mined(await wallet.writeContract({ ...at, functionName: "transfer", args: [ACCOUNTS[1], 7n] }));
  const changes = await publicClient.getFilterChanges({ filter });
  checkEqual(changes.length, 1, "changes of a filter");
  step("filtered events by query and by polled filter");

  const refusal = await publicClient
    .simulateContract({ ...at, functionName: "transfer", args: [ACCOUNTS[1], 1n], account: "0x00000000000000000000000000000000000000aa" })
    .then(() => null, (error) => error);
  check(refusal?.message?.includes("ERC20InsufficientBalance"), `revert not decoded: ${refusal?.message}`);
  step("decoded a revert");

  await within(
    (async () => {
      while (heads.filter((b) => b.number >= moved.blockNumber).length === 0) {
        check(!heads.some((b) => b instanceof Error), "the block subscription failed");
        await new Promise((r) => setTimeout(r, 20));
      }
    })(),
    "new blocks over WebSocket",
  );
  stopHeads();
  const fees = await publicClient.estimateFeesPerGas();
  check(fees.maxFeePerGas > 0n, "no fee estimate");
  step(`followed ${heads.length} blocks over WebSocket`);
});
