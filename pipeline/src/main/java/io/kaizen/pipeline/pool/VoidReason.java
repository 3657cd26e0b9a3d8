package io.kaizen.pipeline.pool;

/**
 * Why an ordered transaction was invalid at its position.
 *
 * @param nonceAhead only its nonce was too high: an earlier transaction of the sender was void
 */
public record VoidReason(boolean nonceAhead, String message) {}
