// ethers against a node: value, a token, events, blocks over WebSocket, a revert's reason.
import { Contract, ContractFactory, JsonRpcProvider, NonceManager, Wallet, WebSocketProvider, parseEther } from "ethers";
import { ACCOUNTS, KEYS, check, checkEqual, compileToken, endpoints, run, within } from "./common.mjs";

const { rpc, ws } = endpoints("node ethers.mjs RPC_URL [WS_URL]");
const SUPPLY = parseEther("1000000");

await run("ethers", async (step) => {
  const provider = new JsonRpcProvider(rpc, undefined, { polling: true, pollingInterval: 50, cacheTimeout: -1 });
  const live = new WebSocketProvider(ws);
  const signer = new NonceManager(new Wallet(KEYS[0], provider));

  const heads = [];
  await live.on("block", (number) => heads.push(number));

  const before = await provider.getBalance(ACCOUNTS[1]);
  const sent = await (await signer.sendTransaction({ to: ACCOUNTS[1], value: 12345n })).wait();
  checkEqual(sent.status, 1, "status of a transfer");
  checkEqual((await provider.getBalance(ACCOUNTS[1])) - before, 12345n, "balance received");
  const shown = await provider.getTransaction(sent.hash);
  checkEqual(shown.blockHash, sent.blockHash, "block of the transaction");
  step("sent value");

  const { abi, bytecode } = compileToken();
  const deployed = await new ContractFactory(abi, bytecode, signer).deploy(SUPPLY);
  const creation = await deployed.deploymentTransaction().wait();
  const token = new Contract(creation.contractAddress, abi, signer);
  checkEqual(await token.name(), "Kaizen Token", "name");
  checkEqual(await token.balanceOf(ACCOUNTS[0]), SUPPLY, "balance of the deployer");
  step(`deployed a token at ${creation.contractAddress}`);

  const watched = new Contract(creation.contractAddress, abi, live);
  const seen = new Promise((resolve) => {
    watched.on(watched.filters.Transfer(null, ACCOUNTS[1]), (event) => resolve(event));
  });
  await live.getBlockNumber();
  const moved = await (await token.transfer(ACCOUNTS[1], 500n)).wait();
  checkEqual(await token.balanceOf(ACCOUNTS[1]), 500n, "token balance received");
  const event = await within(seen, "a Transfer event over WebSocket");
  checkEqual(event.args.value, 500n, "value in the watched event");
  step("transferred the token and saw its event");

  const found = await token.queryFilter(token.filters.Transfer(null, ACCOUNTS[1]), creation.blockNumber);
  checkEqual(found.length, 1, "filtered events");
  checkEqual(found[0].transactionHash, moved.hash, "transaction of the filtered event");
  step("filtered events");

  const stranger = new Contract(creation.contractAddress, abi, provider);
  const refusal = await stranger.transfer
    .staticCall(ACCOUNTS[1], 1n, { from: "0x00000000000000000000000000000000000000aa" })
    .then(() => null, (error) => error);
  checkEqual(refusal?.revert?.name, "ERC20InsufficientBalance", "revert decoded");
  const gas = await token.transfer.estimateGas(ACCOUNTS[1], 1n);
  check(gas > 21000n && gas < 100000n, `gas estimate ${gas}`);
  step("decoded a revert, estimated gas");

  await within(
    (async () => {
      while (!heads.some((n) => n >= moved.blockNumber)) {
        await new Promise((r) => setTimeout(r, 20));
      }
    })(),
    "new blocks over WebSocket",
  );
  step(`followed ${heads.length} blocks over WebSocket`);
});
