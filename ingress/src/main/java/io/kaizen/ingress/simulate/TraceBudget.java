package io.kaizen.ingress.simulate;

import io.kaizen.ingress.rpc.RpcError;

/**
 * How many bytes the traces of one answer may still take. A trace that would be refused for its
 * size ends when that is certain, not when memory is full. One thread.
 */
public final class TraceBudget {
    private long left;

    /**
     * @param bytesMax of the whole answer
     */
    public TraceBudget(long bytesMax) {
        this.left = bytesMax;
    }

    /**
     * @throws io.kaizen.ingress.rpc.RpcException geth's {@code response too large}
     */
    public void spend(long bytes) {
        left -= bytes;
        if (left < 0) {
            throw new RpcError(RpcError.RESPONSE_TOO_LARGE, "response too large").exception();
        }
    }
}
