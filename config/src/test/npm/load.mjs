// 10,000 pre-signed transfers from 200 senders, half over HTTP in batches and half over WebSocket:
// all must be mined, none lost, each sender's in its order.
//   node load.mjs RPC_URL [WS_URL] [--senders N] [--transfers N] [--receipts-out FILE]
// With --receipts-out every transaction whose receipt was seen is appended to FILE at once, and the
// server may die at any time: then what was seen before must still be there when it is back.
import { appendFileSync, writeFileSync } from "node:fs";
import { HDNodeWallet, Mnemonic, Wallet, toQuantity } from "ethers";
import WebSocket from "ws";
import { KEYS, MNEMONIC, check, checkEqual, parseArguments, rpcCall, run } from "./common.mjs";

const { positional, options } = parseArguments(
  "node load.mjs RPC_URL [WS_URL] [--senders N] [--transfers N] [--receipts-out FILE]",
);
const rpc = positional[0];
const ws = positional[1] ?? rpc.replace(/^http/, "ws");
const SENDERS = Number(options.senders ?? 200);
const TRANSFERS = Number(options.transfers ?? 10_000);
const PER_SENDER = Math.floor(TRANSFERS / SENDERS);
const OUT = options["receipts-out"];
const GAS_PRICE = 20_000_000_000n;
const FUNDS = GAS_PRICE * 21_000n * BigInt(PER_SENDER + 10) * 2n;
const BATCH = 250;
const RECIPIENT = "0x00000000000000000000000000000000000000ee";
/** How long nothing may happen. */
const WAIT_MS = 60_000;

class Gone extends Error {}

/** In --receipts-out mode a dead server is an end, not a failure. */
function gone(cause) {
  return new Gone(`the server is gone: ${cause?.message ?? cause}`);
}

async function httpBatch(calls) {
  let response;
  try {
    response = await fetch(rpc, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(calls.map((c, id) => ({ jsonrpc: "2.0", id, ...c }))),
    });
  } catch (cause) {
    throw gone(cause);
  }
  const answers = await response.json().catch((cause) => {
    throw gone(cause);
  });
  check(Array.isArray(answers), `a batch was refused: ${JSON.stringify(answers)}`);
  return answers.sort((a, b) => a.id - b.id);
}

/** Calls over one WebSocket, answered by id. */
class Socket {
  static async open(url) {
    const socket = new Socket();
    socket.waiting = new Map();
    socket.next = 0;
    socket.connection = new WebSocket(url);
    await new Promise((resolve, reject) => {
      socket.connection.once("open", resolve);
      socket.connection.once("error", (cause) => reject(gone(cause)));
    });
    socket.connection.on("message", (text) => {
      const answer = JSON.parse(text);
      socket.waiting.get(answer.id)?.resolve(answer);
      socket.waiting.delete(answer.id);
    });
    const end = (cause) => {
      socket.waiting.forEach((w) => w.reject(gone(cause)));
      socket.waiting.clear();
    };
    socket.connection.on("close", () => end("socket closed"));
    socket.connection.on("error", end);
    return socket;
  }

  call(method, params) {
    const id = this.next++;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.connection.send(JSON.stringify({ jsonrpc: "2.0", id, method, params }), (failure) => {
        if (failure) {
          reject(gone(failure));
        }
      });
    });
  }

  close() {
    this.connection.terminate();
  }
}

async function fund(senders, chainId, step) {
  const bank = new Wallet(KEYS[0]);
  let nonce = Number(await rpcCall(rpc, "eth_getTransactionCount", [bank.address, "pending"]));
  const raws = [];
  for (const { address } of senders) {
    raws.push(
      await bank.signTransaction({
        type: 0, chainId, nonce: nonce++, to: address, value: FUNDS, gasLimit: 21_000n, gasPrice: GAS_PRICE,
      }),
    );
  }
  for (let i = 0; i < raws.length; i += BATCH) {
    const answers = await httpBatch(
      raws.slice(i, i + BATCH).map((raw) => ({ method: "eth_sendRawTransaction", params: [raw] })),
    );
    answers.forEach((a) => check(!a.error, `funding: ${a.error?.message}`));
  }
  const end = Date.now() + WAIT_MS;
  for (;;) {
    const done = Number(await rpcCall(rpc, "eth_getTransactionCount", [bank.address, "latest"]));
    if (done >= nonce) {
      break;
    }
    check(Date.now() < end, `funding: only ${done} of ${nonce} mined`);
    await new Promise((r) => setTimeout(r, 50));
  }
  step(`funded ${senders.length} senders`);
}

async function signAll(senders, chainId) {
  const signed = [];
  for (let round = 0; round < PER_SENDER; round++) {
    for (const sender of senders) {
      const raw = await sender.wallet.signTransaction({
        type: 2, chainId, nonce: sender.nonce + round, to: RECIPIENT, value: 1n, gasLimit: 21_000n,
        maxFeePerGas: GAS_PRICE, maxPriorityFeePerGas: 1_000_000_000n,
      });
      signed.push({ raw, sender: sender.address, nonce: sender.nonce + round });
    }
  }
  return signed;
}

const BUSY = -32005;

function accept(tx, answer, again) {
  if (answer.error?.code === BUSY) {
    again.push(tx);
    return;
  }
  check(!answer.error, `sender ${tx.sender} nonce ${tx.nonce}: ${answer.error?.message}`);
  tx.hash = answer.result;
}

/** Sends in order; what the node is too busy for is sent again. */
async function submitAll(list, sendSome) {
  let rest = list;
  while (rest.length > 0) {
    const again = [];
    for (let i = 0; i < rest.length; i += BATCH) {
      const part = rest.slice(i, i + BATCH);
      const answers = await sendSome(part);
      part.forEach((tx, at) => accept(tx, answers[at], again));
    }
    rest = again;
    if (rest.length > 0) {
      await new Promise((r) => setTimeout(r, 50));
    }
  }
}

/** Polls for receipts in batches and records each once. */
async function collect(signed, submitted) {
  let end = Date.now() + WAIT_MS;
  const open = new Set(signed);
  while (open.size > 0) {
    const asked = [...open].filter((tx) => tx.hash).slice(0, 500);
    if (asked.length > 0) {
      const answers = await httpBatch(
        asked.map((tx) => ({ method: "eth_getTransactionReceipt", params: [tx.hash] })),
      );
      let lines = "";
      asked.forEach((tx, at) => {
        const receipt = answers[at].result;
        open.delete(tx);
        if (!receipt) {
          open.add(tx); // to the end of the round
          return;
        }
        tx.receipt = receipt;
        lines += `${JSON.stringify({ hash: tx.hash, sender: tx.sender, nonce: tx.nonce, blockNumber: receipt.blockNumber, blockHash: receipt.blockHash, transactionIndex: receipt.transactionIndex, status: receipt.status })}\n`;
      });
      if (OUT && lines) {
        appendFileSync(OUT, lines);
      }
      if (lines) {
        end = Date.now() + WAIT_MS;
      }
    }
    check(Date.now() < end, `${open.size} of ${signed.length} transfers have no receipt`);
    await new Promise((r) => setTimeout(r, submitted.done ? 20 : 100));
  }
}

function checkOrder(signed) {
  const last = new Map();
  for (const tx of signed) {
    const place = Number(tx.receipt.blockNumber) * 1e6 + Number(tx.receipt.transactionIndex);
    checkEqual(tx.receipt.status, "0x1", `status of ${tx.hash}`);
    const before = last.get(tx.sender) ?? -1;
    check(place > before, `sender ${tx.sender}: nonce ${tx.nonce} is not after the one before it`);
    last.set(tx.sender, place);
  }
  const places = new Set(signed.map((tx) => `${tx.receipt.blockNumber}/${tx.receipt.transactionIndex}`));
  checkEqual(places.size, signed.length, "distinct places in blocks");
}

await run("load", async (step) => {
  if (OUT) {
    writeFileSync(OUT, "");
  }
  const chainId = BigInt(await rpcCall(rpc, "eth_chainId"));
  const root = HDNodeWallet.fromMnemonic(Mnemonic.fromPhrase(MNEMONIC), "m/44'/60'/7'/0");
  const senders = [];
  for (let i = 0; i < SENDERS; i++) {
    const wallet = new Wallet(root.deriveChild(i).privateKey);
    const nonce = Number(await rpcCall(rpc, "eth_getTransactionCount", [wallet.address, "pending"]));
    senders.push({ wallet, address: wallet.address, nonce });
  }
  await fund(senders, chainId, step);
  const before = BigInt(await rpcCall(rpc, "eth_getBalance", [RECIPIENT, "latest"]));
  const signed = await signAll(senders, chainId);
  step(`signed ${signed.length} transfers`);

  const index = new Map(senders.map((s, i) => [s.address, i]));
  const overHttp = signed.filter((tx) => index.get(tx.sender) % 2 === 0);
  const overSocket = signed.filter((tx) => index.get(tx.sender) % 2 === 1);
  const submitted = { done: false };
  try {
    const socket = await Socket.open(ws);
    const start = Date.now();
    const submissions = Promise.all([
      submitAll(overHttp, (part) =>
        httpBatch(part.map((tx) => ({ method: "eth_sendRawTransaction", params: [tx.raw] })))),
      submitAll(overSocket, (part) =>
        Promise.all(part.map((tx) => socket.call("eth_sendRawTransaction", [tx.raw])))),
    ]).then(() => {
      submitted.done = true;
      step(`submitted in ${Date.now() - start} ms`);
    });
    await Promise.all([submissions, collect(signed, submitted)]);
    socket.close();
    const seconds = (Date.now() - start) / 1000;
    step(`all ${signed.length} mined in ${seconds.toFixed(2)} s, ${Math.round(signed.length / seconds)} a second`);
  } catch (failure) {
    if (OUT && failure instanceof Gone) {
      const seen = signed.filter((tx) => tx.receipt).length;
      step(`${failure.message}; ${seen} receipts were seen and recorded`);
      return;
    }
    throw failure;
  }
  checkOrder(signed);
  const after = BigInt(await rpcCall(rpc, "eth_getBalance", [RECIPIENT, "latest"]));
  checkEqual(after - before, BigInt(signed.length), "wei received");
  step("none lost, none twice, every sender's in order");
}, 1_800_000);
