package io.kaizen.pipeline;

import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Transaction;
import io.kaizen.exec.ledger.Word;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Contracts that are made and destroyed by one transaction (EIP-6780), in a running node. */
class BriefContractTest {
    /** {@code CALLER SELFDESTRUCT}. */
    private static final Bytes DIES_AT_BIRTH = Bytes.fromHex("0x33ff");

    @TempDir Path folder;

    @Test
    void aContractMayDieAtBirthWhereMoneyWaitedForIt() throws Exception {
        try (PipelineNode node = PipelineNode.start(folder, new PipelineNode.Plan())) {
            Wallet wallet = new Wallet(0);
            Address born = Address.ofCreate(wallet.address, 1);
            node.awaitSealed(node.accepted(wallet.transfer(born, 5)));
            Transaction creation =
                    Wallet.dynamic(wallet.nonce++, 100_000, born, Word.ZERO, DIES_AT_BIRTH);
            Hash hash = node.accepted(wallet.sign(toNobody(creation)));
            node.awaitSealed(hash);
            assertNull(node.sequencer.pending().state().account(born));
            Address other = Address.ofLong(0x77);
            node.awaitSealed(node.accepted(wallet.transfer(other, 9)));
            assertTrue(node.balance(other).equals(Word.of(9)));
            node.assertReplayAgrees();
            node.assertHealthy();
        }
    }

    private static Transaction toNobody(Transaction tx) {
        return new Transaction(
                tx.type(),
                tx.chainId(),
                tx.nonce(),
                tx.fees(),
                new Transaction.Call(null, tx.value(), tx.data()),
                tx.extras(),
                tx.signature());
    }
}
