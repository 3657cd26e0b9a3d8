package io.kaizen.exec.rlp;

/** Bytes that are no canonical RLP of the expected shape; the message says where and why. */
public final class RlpException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public RlpException(String message) {
        super(message, null, false, false);
    }
}
