package io.kaizen.exec.block;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.kaizen.exec.ledger.Block;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.process.InvalidReason;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlockVerifierTest {
    private static final Hash OTHER = Hash.keccak(new byte[] {1});

    private static BlockReason reason(Verdict verdict) {
        return assertInstanceOf(Verdict.Invalid.class, verdict).fault().reason();
    }

    /** The verdict on a block that was valid before its header was changed. */
    private static BlockReason changed(String fork, Consumer<HeaderDraft> edits) {
        SmallChain chain = new SmallChain(fork);
        Block block = chain.seal(chain.body(chain.transfer(0)));
        assertInstanceOf(Verdict.Valid.class, chain.verify(block));
        return reason(
                chain.verify(
                        SmallChain.block(HeaderDraft.edit(block.header(), edits), block.body())));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Frontier",
                "Homestead",
                "EIP150",
                "EIP158",
                "Byzantium",
                "ConstantinopleFix",
                "Istanbul",
                "Berlin",
                "London",
                "Paris",
                "Shanghai",
                "Cancun",
                "Prague",
                "Osaka",
                "BPO2"
            })
    void aSealedBlockOfEveryForkIsValidAndEveryCheckIsMade(String fork) {
        SmallChain chain = new SmallChain(fork);
        Block block = chain.seal(chain.body(chain.transfer(0), chain.transfer(1)));
        Verdict.Valid valid = assertInstanceOf(Verdict.Valid.class, chain.verify(block));
        Set<Check> want = EnumSet.allOf(Check.class);
        if (chain.fork.blobs() == null) {
            want.remove(Check.BLOB_GAS_USED);
        }
        if (block.header().roots().requestsHash() == null) {
            want.remove(Check.REQUESTS_HASH);
        }
        assertEquals(want, valid.checks());
        assertEquals(42_000, valid.execution().gasUsed());
    }

    @Test
    void everyCommitmentOfTheHeaderIsChecked() {
        assertEquals(BlockReason.STATE_ROOT, changed("Osaka", h -> h.stateRoot = OTHER));
        assertEquals(BlockReason.RECEIPTS_ROOT, changed("Osaka", h -> h.receiptsRoot = OTHER));
        assertEquals(BlockReason.RECEIPTS_ROOT, changed("Homestead", h -> h.receiptsRoot = OTHER));
        assertEquals(
                BlockReason.TRANSACTIONS_ROOT, changed("Osaka", h -> h.transactionsRoot = OTHER));
        assertEquals(
                BlockReason.WITHDRAWALS_ROOT, changed("Osaka", h -> h.withdrawalsRoot = OTHER));
        assertEquals(BlockReason.REQUESTS_HASH, changed("Osaka", h -> h.requestsHash = OTHER));
        assertEquals(BlockReason.OMMERS_HASH, changed("London", h -> h.ommersHash = OTHER));
        assertEquals(BlockReason.GAS_USED, changed("Osaka", h -> h.gasUsed++));
        assertEquals(BlockReason.BLOB_GAS_USED, changed("Osaka", h -> h.blobGasUsed = 131_072L));
        byte[] bits = new byte[256];
        bits[7] = 1;
        assertEquals(BlockReason.LOGS_BLOOM, changed("Osaka", h -> h.bloom = Bytes.wrap(bits)));
    }

    @Test
    void receiptsBeforeByzantiumHoldTheStateRootAfterTheirTransaction() {
        SmallChain chain = new SmallChain("EIP158");
        Block one = chain.seal(chain.body(chain.transfer(0)));
        Block two = chain.seal(chain.body(chain.transfer(0), chain.transfer(1)));
        Hash first = postState(chain.verify(two), 0);
        assertEquals(postState(chain.verify(one), 0), first);
        assertNotEquals(first, postState(chain.verify(two), 1));
        // The reward comes after the last transaction.
        assertNotEquals(two.header().stateRoot(), postState(chain.verify(two), 1));
        SmallChain byzantium = new SmallChain("Byzantium");
        Block block = byzantium.seal(byzantium.body(byzantium.transfer(0)));
        assertNull(postState(byzantium.verify(block), 0));
    }

    private static @Nullable Hash postState(Verdict verdict, int index) {
        Verdict.Valid valid = assertInstanceOf(Verdict.Valid.class, verdict);
        return valid.execution().receipts().get(index).outcome().postState();
    }

    @Test
    void whatCannotBeCheckedIsNotClaimed() {
        SmallChain chain = new SmallChain("Homestead");
        Block block = chain.seal(chain.body(chain.transfer(0)));
        PreState partial = new PreState(chain.state, null, null, null, number -> Hash.ZERO);
        Verdict verdict =
                new BlockVerifier(ForkSchedule.constant(chain.fork), SmallChain.CHAIN)
                        .verify(chain.fork, block, chain.recover(block), partial);
        Verdict.Valid valid = assertInstanceOf(Verdict.Valid.class, verdict);
        assertEquals(
                Set.of(Check.OMMERS, Check.BODY, Check.GAS_USED, Check.LOGS_BLOOM), valid.checks());
        assertNull(valid.trie());
    }

    /** The checks that were made of a block until one failed. */
    private static Set<Check> madeOf(Consumer<HeaderDraft> edits) {
        SmallChain chain = new SmallChain("Osaka");
        Block sealed = chain.seal(chain.body(chain.transfer(0)));
        Block block = SmallChain.block(HeaderDraft.edit(sealed.header(), edits), sealed.body());
        PreState before = new PreState(chain.state, null, null, null, number -> Hash.ZERO);
        Set<Check> made = EnumSet.noneOf(Check.class);
        assertInstanceOf(
                Verdict.Invalid.class,
                new BlockVerifier(ForkSchedule.constant(chain.fork), SmallChain.CHAIN)
                        .verify(chain.fork, block, chain.recover(block), before, made));
        return made;
    }

    @Test
    void whatWasNotReachedIsNotAmongTheChecks() {
        assertEquals(Set.of(Check.BODY), madeOf(h -> h.transactionsRoot = OTHER));
        assertEquals(Set.of(Check.BODY, Check.OMMERS, Check.GAS_USED), madeOf(h -> h.gasUsed++));
        assertEquals(
                Set.of(
                        Check.BODY,
                        Check.OMMERS,
                        Check.GAS_USED,
                        Check.LOGS_BLOOM,
                        Check.RECEIPTS_ROOT),
                madeOf(h -> h.receiptsRoot = OTHER));
    }

    @Test
    void aTransactionThatMayNotBeThereMakesTheBlockInvalid() {
        SmallChain chain = new SmallChain("Osaka");
        Block block = chain.seal(chain.body(chain.transfer(0), chain.transfer(0)));
        BlockFault fault = assertInstanceOf(Verdict.Invalid.class, chain.verify(block)).fault();
        assertEquals(BlockReason.TRANSACTION, fault.reason());
        assertEquals(InvalidReason.NONCE_TOO_LOW, fault.transaction());
        assertEquals("transaction 1: ", fault.message().substring(0, 15));
    }

    @Test
    void aBaseFeeAtTheLimitOfAWordIsAVerdictNotAnException() {
        assertEquals(Word.MAX, BaseFee.next(Word.MAX, 30_000_000, 30_000_000));
    }
}
