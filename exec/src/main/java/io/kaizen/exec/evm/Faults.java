package io.kaizen.exec.evm;

import io.kaizen.exec.process.Halt;
import org.jspecify.annotations.Nullable;

/** The last exceptional halt's particulars, and its message as geth words it. */
final class Faults {
    private int opcode;
    private int height;
    private int needed;
    private @Nullable String refusal;

    /** The stack check failed: finds out whether the opcode is even defined. */
    Halt.Reason ofStack(int op, long entry, int heightLimbs) {
        opcode = op;
        height = heightLimbs >> 2;
        int minimum = OpcodeTable.minimum(entry);
        if (minimum == OpcodeTable.UNDEFINED) {
            return Halt.Reason.INVALID_OPCODE;
        }
        if (heightLimbs < minimum) {
            needed = minimum >> 2;
            return Halt.Reason.STACK_UNDERFLOW;
        }
        needed = OpcodeTable.maximum(entry) >> 2;
        return Halt.Reason.STACK_OVERFLOW;
    }

    /** A precompile refused its input: why, or null where nobody asks. */
    Halt.Reason ofPrecompile(@Nullable String why) {
        refusal = why;
        return Halt.Reason.PRECOMPILE_FAILURE;
    }

    Halt halt(Halt.@Nullable Reason reason) {
        Halt.Reason known = reason == null ? Halt.Reason.OUT_OF_GAS : reason;
        return new Halt(known, message(known));
    }

    private String message(Halt.Reason reason) {
        return switch (reason) {
            case REVERT -> "execution reverted";
            case OUT_OF_GAS -> "out of gas";
            case SENTRY_GAS -> "out of gas: not enough gas for reentrancy sentry";
            case INVALID_OPCODE -> "invalid opcode: " + Opcode.name(opcode);
            case STACK_UNDERFLOW -> "stack underflow (" + height + " <=> " + needed + ")";
            case STACK_OVERFLOW -> "stack limit reached " + height + " (" + needed + ")";
            case INVALID_JUMP -> "invalid jump destination";
            case WRITE_PROTECTION -> "write protection";
            case RETURN_DATA_OUT_OF_BOUNDS -> "return data out of bounds";
            case CONTRACT_COLLISION -> "contract address collision";
            case CODE_TOO_LARGE -> "max code size exceeded";
            case INIT_CODE_TOO_LARGE -> "max initcode size exceeded";
            case INVALID_CODE_PREFIX -> "invalid code: must not begin with 0xef";
            case CODE_STORE_OUT_OF_GAS -> "contract creation code storage out of gas";
            case NONCE_OVERFLOW -> "nonce uint64 overflow";
            case CALL_DEPTH -> "max call depth exceeded";
            case INSUFFICIENT_BALANCE -> "insufficient balance for transfer";
            case PRECOMPILE_FAILURE -> refusal == null ? "precompile failed" : refusal;
        };
    }
}
