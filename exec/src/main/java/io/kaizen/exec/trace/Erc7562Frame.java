package io.kaizen.exec.trace;

import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Word;
import java.util.List;
import java.util.Map;

/**
 * A call and what ERC-7562's rules ask about it, as geth's erc7562Tracer shows it.
 *
 * @param call without its own calls counted: those are {@code calls}
 * @param reads a slot's value at its first SLOAD, unless this frame had written it before
 * @param writes, transientReads, transientWrites how often by slot
 * @param codeReads accounts whose code was looked at but by a mere test for presence (OP-051)
 * @param opcodes how often each ran; GAS only where no call followed (OP-012)
 * @param codeSizes of accounts called or looked at, at the first time (OP-041)
 * @param outOfGas whether the call, not the top one, ended so
 */
public record Erc7562Frame(
        CallFrame call,
        Map<Word, Word> reads,
        Map<Word, Integer> writes,
        Map<Word, Integer> transientReads,
        Map<Word, Integer> transientWrites,
        List<Address> codeReads,
        Map<Integer, Integer> opcodes,
        Map<Address, CodeSize> codeSizes,
        boolean outOfGas,
        List<Erc7562Frame> calls) {

    /**
     * @param opcode by which the account was first met
     */
    public record CodeSize(int bytes, int opcode) {}
}
