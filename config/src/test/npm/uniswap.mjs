// Uniswap V2 from its npm artifacts: deployed, given liquidity, traded on. Every transaction field is
// fixed, so that two nodes with the same chain id and dev accounts give the same gas, logs and
// amounts: node uniswap.mjs RPC_URL [--out FILE]
import { writeFileSync } from "node:fs";
import { Contract, ContractFactory, JsonRpcProvider, Wallet, getAddress, keccak256, parseEther } from "ethers";
import { ACCOUNTS, KEYS, check, checkEqual, compileToken, parseArguments, require, run } from "./common.mjs";

const GAS_PRICE = 20_000_000_000n;
// Far enough for any clock, fixed so that calldata is the same everywhere.
const DEADLINE = 4_000_000_000n;
const GAS_CREATE = 8_000_000n;
const GAS_CALL = 1_000_000n;

const artifact = (path) => require(path);
const FACTORY = artifact("@uniswap/v2-core/build/UniswapV2Factory.json");
const PAIR = artifact("@uniswap/v2-core/build/UniswapV2Pair.json");
const ROUTER = artifact("@uniswap/v2-periphery/build/UniswapV2Router02.json");
const WETH = artifact("@uniswap/v2-periphery/build/WETH9.json");

const codeOf = (a) => (a.bytecode.startsWith("0x") ? a.bytecode : `0x${a.bytecode}`);

/** Runs the trade and gives { chainId, transactions, amounts }. */
export async function trade(rpc, step) {
  const provider = new JsonRpcProvider(rpc, undefined, { polling: true, pollingInterval: 50, cacheTimeout: -1 });
  const wallet = new Wallet(KEYS[0], provider);
  const me = ACCOUNTS[0];
  const record = { chainId: Number((await provider.getNetwork()).chainId), transactions: [], amounts: {} };
  let nonce = await provider.getTransactionCount(me);
  checkEqual(nonce, 0, "nonce of the first dev account (the trade needs a fresh chain)");

  let blockTime = 0;
  let sentAt = 0;

  // A pair writes its price sums only where its clock moved since it was last touched. So that it
  // always does, every transaction is in a later second than the one before.
  async function untilNextSecond() {
    const time = () => Math.floor(Date.now() / 1000);
    while (time() <= sentAt) {
      await new Promise((r) => setTimeout(r, 50));
    }
  }

  async function send(label, request, gasLimit) {
    await untilNextSecond();
    const response = await wallet.sendTransaction({ type: 0, gasPrice: GAS_PRICE, gasLimit, nonce: nonce++, ...request });
    const receipt = await response.wait();
    checkEqual(receipt.status, 1, `status of ${label}`);
    const { timestamp } = await provider.getBlock(receipt.blockNumber);
    check(timestamp > blockTime, `${label}: block time ${timestamp} is not after ${blockTime}`);
    blockTime = timestamp;
    sentAt = Math.floor(Date.now() / 1000);
    // Nothing that Uniswap emits depends on the block's time, so logs compare as they are.
    record.transactions.push({
      label,
      hash: receipt.hash,
      contractAddress: receipt.contractAddress,
      gasUsed: receipt.gasUsed.toString(),
      logs: receipt.logs.map((l) => ({ address: l.address, topics: l.topics, data: l.data })),
    });
    return receipt;
  }

  async function deploy(label, abi, bytecode, args = []) {
    const request = await new ContractFactory(abi, bytecode).getDeployTransaction(...args);
    const receipt = await send(`deploy ${label}`, { data: request.data }, GAS_CREATE);
    return new Contract(receipt.contractAddress, abi, provider);
  }

  const call = (label, contract, method, args, value = 0n) =>
    send(label, { to: contract.target, data: contract.interface.encodeFunctionData(method, args), value }, GAS_CALL);
  const callLarge = (label, contract, method, args, value = 0n) =>
    send(label, { to: contract.target, data: contract.interface.encodeFunctionData(method, args), value }, GAS_CREATE);

  const token = compileToken();
  const a = await deploy("token A", token.abi, token.bytecode, [parseEther("1000000")]);
  const b = await deploy("token B", token.abi, token.bytecode, [parseEther("2000000")]);
  const weth = await deploy("WETH9", WETH.abi, codeOf(WETH));
  const factory = await deploy("factory", FACTORY.abi, codeOf(FACTORY), [me]);
  const router = await deploy("router", ROUTER.abi, codeOf(ROUTER), [factory.target, weth.target]);
  step("deployed two tokens, WETH9, factory and router");

  const initCodeHash = keccak256(codeOf(PAIR));
  record.amounts.pairInitCodeHash = initCodeHash;
  const max = (1n << 256n) - 1n;
  await call("approve A", a, "approve", [router.target, max]);
  await call("approve B", b, "approve", [router.target, max]);
  await callLarge("add liquidity A/B", router, "addLiquidity", [
    a.target, b.target, parseEther("1000"), parseEther("4000"), 0n, 0n, me, DEADLINE,
  ]);
  await callLarge(
    "add liquidity A/ETH", router, "addLiquidityETH",
    [a.target, parseEther("500"), 0n, 0n, me, DEADLINE], parseEther("5"),
  );
  const pair = new Contract(await factory.getPair(a.target, b.target), PAIR.abi, provider);
  check(getAddress(pair.target) !== getAddress("0x0000000000000000000000000000000000000000"), "no pair was made");
  step(`made the pair ${pair.target}`);

  await call("swap exact A for B", router, "swapExactTokensForTokens", [
    parseEther("10"), 0n, [a.target, b.target], ACCOUNTS[1], DEADLINE,
  ]);
  await call("swap B for exact A", router, "swapTokensForExactTokens", [
    parseEther("3"), parseEther("100"), [b.target, a.target], me, DEADLINE,
  ]);
  await call("swap exact ETH for A", router, "swapExactETHForTokens", [0n, [weth.target, a.target], me, DEADLINE], parseEther("1"));
  await call("swap exact A for ETH", router, "swapExactTokensForETH", [
    parseEther("7"), 0n, [a.target, weth.target], me, DEADLINE,
  ]);
  await call("swap ETH to B through A", router, "swapExactETHForTokens", [
    0n, [weth.target, a.target, b.target], me, DEADLINE,
  ], parseEther("0.25"));
  await call("approve the pair", pair, "approve", [router.target, max]);
  await callLarge("remove liquidity A/B", router, "removeLiquidity", [
    a.target, b.target, parseEther("100"), 0n, 0n, me, DEADLINE,
  ]);
  step("swapped five ways and removed liquidity");

  const [reserve0, reserve1] = await pair.getReserves();
  const out = await router.getAmountsOut(parseEther("1"), [a.target, b.target]);
  Object.assign(record.amounts, {
    pair: pair.target,
    reserve0: reserve0.toString(),
    reserve1: reserve1.toString(),
    kLast: (await pair.kLast()).toString(),
    totalSupply: (await pair.totalSupply()).toString(),
    balanceA: (await a.balanceOf(me)).toString(),
    balanceB: (await b.balanceOf(me)).toString(),
    receivedB: (await b.balanceOf(ACCOUNTS[1])).toString(),
    oneAInB: out[1].toString(),
    wethSupply: (await provider.getBalance(weth.target)).toString(),
  });
  return record;
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const { positional, options } = parseArguments("node uniswap.mjs RPC_URL [--out FILE]");
  await run("uniswap", async (step) => {
    const record = await trade(positional[0], step);
    const text = `${JSON.stringify(record, null, 2)}\n`;
    if (options.out) {
      writeFileSync(options.out, text);
      step(`wrote ${options.out}`);
    } else {
      process.stdout.write(text);
    }
  });
}
