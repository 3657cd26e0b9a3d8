package io.kaizen.perf.evm;

import io.kaizen.exec.evm.Revision;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Signature;
import io.kaizen.exec.ledger.Transaction;
import io.kaizen.exec.ledger.TransactionType;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.process.BlockContext;
import io.kaizen.exec.process.IntrinsicGas;

/** The block that in-process runs stand in. */
final class BenchBlock {
    static final Address FEE_RECIPIENT = Address.ofLong(0xfee5);

    private BenchBlock() {}

    static BlockContext context() {
        return new BlockContext(
                1,
                1_700_000_000L,
                1L << 40,
                FEE_RECIPIENT,
                Word.ZERO,
                Hash.ZERO,
                Word.of(1_000_000_000L),
                Word.ONE,
                Hash.ZERO,
                number -> Hash.ZERO);
    }

    /** What a call with this calldata pays before its first instruction, the floor included. */
    static long intrinsicGas(Revision revision, Bytes calldata) {
        Transaction call =
                new Transaction(
                        TransactionType.LEGACY,
                        null,
                        0,
                        Transaction.Fees.legacy(0, Word.ZERO),
                        new Transaction.Call(EvmWorkload.CONTRACT, Word.ZERO, calldata),
                        Transaction.Extras.NONE,
                        Signature.NONE);
        return Math.max(IntrinsicGas.of(revision, call), IntrinsicGas.floor(revision, call));
    }
}
