// Starts Anvil as a reference node on a free port of 127.0.0.1.
import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { MNEMONIC, check, foundryBinary, rpcCall } from "./common.mjs";

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

/** { url, stop } of a fresh chain with the well-known mnemonic. */
export async function startAnvil(chainId = 31337, hardfork = "osaka") {
  const port = await freePort();
  const child = spawn(
    foundryBinary("anvil"),
    ["--host", "127.0.0.1", "--port", `${port}`, "--chain-id", `${chainId}`, "--mnemonic", MNEMONIC, "--hardfork", hardfork, "--silent"],
    { stdio: ["ignore", "ignore", "inherit"] },
  );
  const url = `http://127.0.0.1:${port}`;
  for (let i = 0; i < 200; i++) {
    check(child.exitCode === null, `anvil ended with ${child.exitCode}`);
    const id = await rpcCall(url, "eth_chainId").catch(() => null);
    if (id !== null) {
      return { url, stop: () => child.kill() };
    }
    await new Promise((r) => setTimeout(r, 50));
  }
  child.kill();
  throw new Error("anvil did not answer within ten seconds");
}
