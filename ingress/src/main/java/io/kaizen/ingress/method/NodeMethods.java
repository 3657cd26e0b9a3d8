package io.kaizen.ingress.method;

import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Word;
import io.kaizen.ingress.rpc.Lane;
import io.kaizen.ingress.rpc.Reply;
import io.kaizen.ingress.rpc.RpcMethod;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** web3, net, rpc and the eth calls about the node itself. */
public final class NodeMethods {
    private final Word chainId;
    private final String clientVersion;
    private final Supplier<Set<String>> namespaces;

    public NodeMethods(Word chainId, String clientVersion, Supplier<Set<String>> namespaces) {
        this.chainId = chainId;
        this.clientVersion = clientVersion;
        this.namespaces = namespaces;
    }

    public List<RpcMethod> methods() {
        return List.of(
                instant("web3_clientVersion", Reply.text(clientVersion)),
                new RpcMethod(
                        "web3_sha3",
                        Lane.READ,
                        1,
                        (params, exchange) -> Reply.text(Hash.keccak(params.data(0)).hex())),
                instant("net_version", Reply.text(chainId.toString())),
                instant("net_listening", Reply.flag(true)),
                instant("net_peerCount", Reply.quantity(0)),
                instant("eth_chainId", Reply.text(chainId.quantity())),
                // False means in sync: the sequencer's head is the chain's head.
                instant("eth_syncing", Reply.flag(false)),
                new RpcMethod("rpc_modules", Lane.INSTANT, 0, (params, exchange) -> modules()));
    }

    private Reply modules() {
        Set<String> names = namespaces.get();
        return Reply.of(out -> {
            out.beginObject();
            names.forEach(name -> out.text(name, "1.0"));
            out.endObject();
        });
    }

    private static RpcMethod instant(String name, Reply reply) {
        return new RpcMethod(name, Lane.INSTANT, 0, (params, exchange) -> reply);
    }
}
