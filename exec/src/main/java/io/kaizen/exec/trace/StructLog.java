package io.kaizen.exec.trace;

import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Word;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One instruction as geth's default tracer shows it. What the options leave out is null.
 *
 * @param gas before the instruction
 * @param gasCost with the gas given to a callee
 * @param depth 1 in the top frame
 * @param error why it could not begin: stack or gas; null otherwise, even if it failed later
 * @param stack bottom first
 * @param storage the slots of the running contract that SLOAD and SSTORE have named so far; only at
 *     these two instructions
 */
public record StructLog(
        int pc,
        int opcode,
        long gas,
        long gasCost,
        int depth,
        long refund,
        @Nullable String error,
        @Nullable List<Word> stack,
        @Nullable Bytes memory,
        @Nullable Map<Word, Word> storage,
        @Nullable Bytes returnData) {}
