package io.kaizen.exec.evm;

import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.process.BlockContext;
import java.util.List;

/** The block, and the transaction in it, that tests of messages stand in. */
final class TestBlock {
    static final Address CALLER = Address.ofLong(0xca11e4);

    private TestBlock() {}

    /** Block 100 on chain 1337 at a base fee of 7; the transaction pays 9 a unit of gas. */
    static Environment environment() {
        BlockContext block =
                new BlockContext(
                        100,
                        1_000,
                        30_000_000,
                        Address.ofLong(0xfee),
                        Word.ZERO,
                        Hash.ZERO,
                        Word.of(7),
                        Word.ONE,
                        Hash.ZERO,
                        number -> Hash.keccak(Word.of(number).toArray()));
        return new Environment(block, Word.of(1337), CALLER, Word.of(9), Word.of(7), List.of());
    }
}
