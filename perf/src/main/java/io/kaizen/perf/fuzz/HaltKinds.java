package io.kaizen.perf.fuzz;

import io.kaizen.exec.process.Halt.Reason;
import java.util.Map;
import java.util.Set;

/**
 * Which of our exceptional halts Anvil's names stand for. Consensus knows no kinds: a frame that
 * halts loses its gas, whatever the reason. So where two rules are broken at once either name is
 * right, and Anvil often finds the price first where we find the stack or the static context first,
 * or the other way round.
 */
final class HaltKinds {
    private static final Set<Reason> GAS =
            Set.of(
                    Reason.OUT_OF_GAS,
                    Reason.SENTRY_GAS,
                    Reason.CODE_STORE_OUT_OF_GAS,
                    // The gas for the words of init code is due as well.
                    Reason.INIT_CODE_TOO_LARGE,
                    Reason.STACK_UNDERFLOW,
                    Reason.STACK_OVERFLOW,
                    Reason.WRITE_PROTECTION,
                    Reason.RETURN_DATA_OUT_OF_BOUNDS,
                    Reason.INVALID_JUMP,
                    // A frame that is given no gas at all.
                    Reason.INVALID_OPCODE);
    private static final Set<Reason> STATIC =
            Set.of(
                    Reason.WRITE_PROTECTION,
                    Reason.OUT_OF_GAS,
                    Reason.SENTRY_GAS,
                    Reason.STACK_UNDERFLOW);
    private static final Set<Reason> STACK = Set.of(Reason.STACK_UNDERFLOW, Reason.STACK_OVERFLOW);

    private static final Map<String, Set<Reason>> NAMES =
            Map.ofEntries(
                    Map.entry("Out of gas", GAS),
                    Map.entry(
                            "Built-in failed",
                            Set.of(Reason.PRECOMPILE_FAILURE, Reason.OUT_OF_GAS)),
                    Map.entry("Bad instruction", Set.of(Reason.INVALID_OPCODE)),
                    Map.entry("NotActivated", Set.of(Reason.INVALID_OPCODE)),
                    Map.entry("Bad jump destination", Set.of(Reason.INVALID_JUMP)),
                    Map.entry("Out of stack", STACK),
                    Map.entry("StackUnderflow", STACK),
                    Map.entry("StateChangeDuringStaticCall", STATIC),
                    Map.entry("CallNotAllowedInsideStatic", STATIC),
                    Map.entry(
                            "OutOfOffset",
                            Set.of(Reason.RETURN_DATA_OUT_OF_BOUNDS, Reason.OUT_OF_GAS)),
                    Map.entry("CreateCollision", Set.of(Reason.CONTRACT_COLLISION)),
                    Map.entry("CreateContractSizeLimit", Set.of(Reason.CODE_TOO_LARGE)),
                    Map.entry(
                            "CreateInitCodeSizeLimit",
                            Set.of(Reason.INIT_CODE_TOO_LARGE, Reason.OUT_OF_GAS)),
                    Map.entry("CreateContractStartingWithEF", Set.of(Reason.INVALID_CODE_PREFIX)),
                    Map.entry(
                            "Insufficient balance for transfer",
                            Set.of(Reason.INSUFFICIENT_BALANCE)),
                    Map.entry("CallTooDeep", Set.of(Reason.CALL_DEPTH)),
                    Map.entry("NonceOverflow", Set.of(Reason.NONCE_OVERFLOW)));

    private HaltKinds() {}

    /** Whether the two names can stand for the same halt; equal names always do. */
    static boolean agree(String ours, String theirs) {
        if (ours.equals(theirs)) {
            return true;
        }
        Set<Reason> reasons = NAMES.getOrDefault(theirs, Set.of());
        return reasons.stream().anyMatch(reason -> reason.name().equals(ours));
    }
}
