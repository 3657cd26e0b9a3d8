package io.kaizen.ingress;

import io.kaizen.exec.crypto.Secp256k1;
import io.kaizen.exec.evm.Revision;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.state.MemoryState;
import io.kaizen.ingress.limit.RpcLimits;
import io.kaizen.ingress.rpc.Finality;
import io.kaizen.ingress.transport.AccessPolicy;
import io.kaizen.ingress.transport.RpcConfig;
import io.kaizen.ingress.transport.RpcServer;
import java.util.List;

/**
 * The RPC server over {@link InMemoryLedger} as a program, so that foreign clients can be pointed
 * at it: {@code InMemoryNode PORT}. Funds the first two of the well-known dev accounts.
 */
public final class InMemoryNode {
    private static final List<Bytes> DEV_KEYS =
            List.of(
                    Bytes.fromHex(
                            "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80"),
                    Bytes.fromHex(
                            "59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d"));

    private InMemoryNode() {}

    public static void main(String[] arguments) throws InterruptedException {
        MemoryState genesis = new MemoryState();
        Word funds = Word.fromDecimal("10000000000000000000000");
        DEV_KEYS.forEach(key -> genesis.put(Secp256k1.address(key.array()), 0, funds, Bytes.EMPTY));
        RpcServer server =
                new RpcServer(
                        new RpcConfig(
                                "127.0.0.1",
                                Integer.parseInt(arguments[0]),
                                AccessPolicy.OPEN,
                                new RpcConfig.Chain(
                                        InMemoryLedger.CHAIN_ID,
                                        Revision.OSAKA,
                                        "Kaizen/in-memory",
                                        Word.of(1_000_000),
                                        DEV_KEYS),
                                RpcLimits.DEFAULT),
                        new InMemoryLedger(genesis),
                        Finality.GENESIS);
        System.out.println("listening on " + server.start());
        Thread.currentThread().join();
    }
}
