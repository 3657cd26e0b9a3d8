package io.kaizen.exec.process;

/**
 * Why a frame ended without success.
 *
 * @param reason the kind
 * @param message as geth words it: {@code execution reverted}, {@code out of gas}, {@code invalid
 *     opcode: opcode 0xfe not defined}
 */
public record Halt(Reason reason, String message) {
    /** Exceptional halts of the yellow paper (§9.4.2) and of later EIPs; REVERT keeps its gas. */
    public enum Reason {
        REVERT,
        OUT_OF_GAS,
        /** Too little gas left to begin an SSTORE (EIP-2200). */
        SENTRY_GAS,
        INVALID_OPCODE,
        STACK_UNDERFLOW,
        STACK_OVERFLOW,
        INVALID_JUMP,
        WRITE_PROTECTION,
        RETURN_DATA_OUT_OF_BOUNDS,
        CONTRACT_COLLISION,
        CODE_TOO_LARGE,
        INIT_CODE_TOO_LARGE,
        INVALID_CODE_PREFIX,
        CODE_STORE_OUT_OF_GAS,
        NONCE_OVERFLOW,
        CALL_DEPTH,
        INSUFFICIENT_BALANCE,
        PRECOMPILE_FAILURE
    }

    /** Whether an instruction could not be paid for. */
    public boolean isOutOfGas() {
        return reason == Reason.OUT_OF_GAS || reason == Reason.SENTRY_GAS;
    }
}
