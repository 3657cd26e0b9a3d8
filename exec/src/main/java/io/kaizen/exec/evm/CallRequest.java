package io.kaizen.exec.evm;

import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.state.LiveAccount;

/**
 * The operands of the call or creation that is about to begin: one instance an engine, filled anew
 * for each.
 */
final class CallRequest {
    CallKind kind = CallKind.CALL;
    LiveAccount from;

    /** What CALLER will read: for DELEGATECALL, the caller's caller. */
    Address caller;

    /** Whose storage and balance the code runs on. */
    LiveAccount self;

    /** The account named by the instruction. */
    LiveAccount codeAccount;

    Code code;
    Word value;
    boolean transfersValue;
    boolean isStatic;
    byte[] input;
    int inputOffset;
    int inputSize;
    long gas;
    int outOffset;
    int outSize;

    @SuppressWarnings("NullAway.Init") // filled before every use
    CallRequest() {}

    void takeInput(byte[] source, int offset, int size) {
        input = source;
        inputOffset = offset;
        inputSize = size;
    }
}
