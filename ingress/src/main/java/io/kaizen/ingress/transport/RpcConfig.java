package io.kaizen.ingress.transport;

import io.kaizen.exec.evm.Revision;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Word;
import io.kaizen.ingress.limit.RpcLimits;
import java.util.List;

/**
 * Settings of an RPC server.
 *
 * @param host to bind
 * @param port to bind; 0 for any free one
 * @param access who may call through a browser
 * @param chain what the node says of itself
 * @param limits every bound
 */
public record RpcConfig(String host, int port, AccessPolicy access, Chain chain, RpcLimits limits) {

    /**
     * @param chainId EIP-155
     * @param revision the rules that simulations run under
     * @param clientVersion answer to web3_clientVersion: {@code Kaizen/v0.1.0/...}
     * @param tipDefault suggested where no recent transaction paid a tip
     * @param devKeys secret keys the node signs with for eth_sendTransaction: development only
     */
    public record Chain(
            Word chainId,
            Revision revision,
            String clientVersion,
            Word tipDefault,
            List<Bytes> devKeys) {
        public Chain {
            devKeys = List.copyOf(devKeys);
        }

        /** Keys never print. */
        @Override
        public String toString() {
            return clientVersion + " on chain " + chainId + ", " + devKeys.size() + " dev keys";
        }
    }
}
