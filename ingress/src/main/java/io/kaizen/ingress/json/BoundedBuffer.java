package io.kaizen.ingress.json;

import io.kaizen.ingress.rpc.RpcError;
import java.io.ByteArrayOutputStream;

/**
 * An output buffer with a limit: past it, writing throws geth's {@code response too large}. One
 * thread.
 */
final class BoundedBuffer extends ByteArrayOutputStream {
    private final long bytesMax;

    BoundedBuffer(long bytesMax) {
        super(512);
        this.bytesMax = bytesMax;
    }

    @Override
    public synchronized void write(int b) {
        check(1);
        super.write(b);
    }

    @Override
    public synchronized void write(byte[] source, int offset, int length) {
        check(length);
        super.write(source, offset, length);
    }

    private void check(int more) {
        if ((long) count + more > bytesMax) {
            throw new RpcError(RpcError.RESPONSE_TOO_LARGE, "response too large").exception();
        }
    }
}
