package io.kaizen.perf.fuzz.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.kaizen.exec.evm.Revision;
import io.kaizen.exec.ledger.TransactionCodec;
import org.junit.jupiter.api.Test;

class ProgramGeneratorTest {
    @Test
    void aSeedAlwaysGivesTheSameProgram() {
        for (long seed = 0; seed < 200; seed++) {
            Program program = ProgramGenerator.generate(seed, Revision.OSAKA);
            assertEquals(program, ProgramGenerator.generate(seed, Revision.OSAKA));
            assertNotEquals(program, ProgramGenerator.generate(seed + 1, Revision.OSAKA));
        }
    }

    @Test
    void transactionsAreSignedByTheSender() {
        for (long seed = 0; seed < 50; seed++) {
            Program program = ProgramGenerator.generate(seed, Revision.OSAKA);
            Program changed = ProgramGenerator.withGasLimit(program, 123_456);
            for (var tx : changed.transactions()) {
                assertEquals(tx.sender(), TransactionCodec.sender(tx.transaction()));
                assertEquals(tx.transaction(), TransactionCodec.decode(tx.raw().array()));
            }
            assertEquals(123_456, changed.transactions().getLast().transaction().gasLimit());
        }
    }
}
