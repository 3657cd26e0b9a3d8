package io.kaizen.exec.block;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.kaizen.exec.ledger.Block;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Header;
import io.kaizen.exec.ledger.Word;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeaderRulesTest {
    private final SmallChain osaka = new SmallChain("Osaka");
    private final SmallChain london = new SmallChain("London");

    private static Header child(SmallChain chain, Consumer<HeaderDraft> edits) {
        Block block = chain.seal(chain.body());
        return HeaderDraft.edit(block.header(), edits);
    }

    private static BlockReason alone(SmallChain chain, Consumer<HeaderDraft> edits) {
        assertNull(HeaderRules.check(chain.fork, child(chain, h -> {})));
        return assertNotNullFault(HeaderRules.check(chain.fork, child(chain, edits))).reason();
    }

    private static BlockReason after(SmallChain chain, Consumer<HeaderDraft> edits) {
        assertNull(HeaderRules.checkAfter(chain.fork, child(chain, h -> {}), chain.genesis));
        return assertNotNullFault(
                        HeaderRules.checkAfter(chain.fork, child(chain, edits), chain.genesis))
                .reason();
    }

    private static BlockFault assertNotNullFault(BlockFault fault) {
        assertNotNull(fault);
        return fault;
    }

    @Test
    void aHeaderHasTheFieldsOfItsForkAndNoOthers() {
        assertEquals(BlockReason.FIELDS, alone(osaka, h -> h.baseFee = null));
        assertEquals(BlockReason.FIELDS, alone(osaka, h -> h.withdrawalsRoot = null));
        assertEquals(BlockReason.FIELDS, alone(osaka, h -> h.blobGasUsed = null));
        assertEquals(BlockReason.FIELDS, alone(osaka, h -> h.excessBlobGas = null));
        assertEquals(BlockReason.FIELDS, alone(osaka, h -> h.parentBeaconBlockRoot = null));
        assertEquals(BlockReason.FIELDS, alone(osaka, h -> h.requestsHash = null));
        assertEquals(BlockReason.FIELDS, alone(london, h -> h.withdrawalsRoot = Hash.EMPTY_TRIE));
        assertEquals(
                BlockReason.FIELDS, alone(new SmallChain("Berlin"), h -> h.baseFee = Word.ONE));
        assertEquals(
                BlockReason.FIELDS,
                alone(new SmallChain("Cancun"), h -> h.requestsHash = Hash.ZERO));
    }

    @Test
    void extraDataHasAtMostThirtyTwoBytes() {
        assertNull(
                HeaderRules.check(
                        osaka.fork, child(osaka, h -> h.extraData = Bytes.wrap(new byte[32]))));
        assertEquals(
                BlockReason.EXTRA_DATA, alone(osaka, h -> h.extraData = Bytes.wrap(new byte[33])));
    }

    @Test
    void gasUsedIsAtMostTheLimitAndTheLimitFits63Bits() {
        assertNull(HeaderRules.check(osaka.fork, child(osaka, h -> h.gasUsed = h.gasLimit)));
        assertEquals(
                BlockReason.GAS_USED_ABOVE_LIMIT, alone(osaka, h -> h.gasUsed = h.gasLimit + 1));
        assertEquals(BlockReason.GAS_USED_ABOVE_LIMIT, alone(osaka, h -> h.gasUsed = -1));
        assertEquals(BlockReason.GAS_LIMIT, alone(osaka, h -> h.gasLimit = -1));
    }

    @Test
    void sinceTheMergeDifficultyNonceAndOmmersAreFixed() {
        assertEquals(BlockReason.DIFFICULTY, alone(osaka, h -> h.difficulty = Word.ONE));
        assertEquals(BlockReason.NONCE, alone(osaka, h -> h.nonce = 1));
        assertEquals(BlockReason.OMMERS_HASH, alone(osaka, h -> h.ommersHash = Hash.ZERO));
        assertNull(HeaderRules.check(london.fork, child(london, h -> h.nonce = 1)));
    }

    @Test
    void numberAndTimeFollowTheParents() {
        assertEquals(BlockReason.NUMBER, after(osaka, h -> h.number = 2));
        assertEquals(BlockReason.TIMESTAMP, after(osaka, h -> h.timestamp = 1_000));
        assertNull(
                HeaderRules.checkAfter(
                        osaka.fork, child(osaka, h -> h.timestamp = 1_001), osaka.genesis));
    }

    /** A 1024th of 30,000,000 is 29,296: the change must be smaller. */
    @ParameterizedTest
    @CsvSource({
        "30000000, true",
        "30029295, true",
        "30029296, false",
        "29970705, true",
        "29970704, false"
    })
    void theGasLimitMovesByLessThanA1024th(long limit, boolean valid) {
        Header header = child(osaka, h -> h.gasLimit = limit);
        BlockFault fault = HeaderRules.checkAfter(osaka.fork, header, osaka.genesis);
        assertEquals(valid, fault == null, String.valueOf(fault));
    }

    @Test
    void theGasLimitIsAtLeastFiveThousand() {
        Header parent = HeaderDraft.edit(osaka.genesis, h -> h.gasLimit = 5_001);
        assertNull(limitAfter(parent, 5_000));
        assertEquals(BlockReason.GAS_LIMIT, assertNotNullFault(limitAfter(parent, 4_999)).reason());
    }

    private BlockFault limitAfter(Header parent, long limit) {
        Header header =
                child(
                        osaka,
                        h -> {
                            h.gasLimit = limit;
                            h.baseFee = BaseFee.next(Word.of(1_000), 0, 5_001);
                        });
        return HeaderRules.checkAfter(osaka.fork, header, parent);
    }

    @Test
    void theBaseFeeIsComputed() {
        assertEquals(BlockReason.BASE_FEE, after(osaka, h -> h.baseFee = Word.of(874)));
        assertEquals(BlockReason.BASE_FEE, after(london, h -> h.baseFee = Word.of(1_000)));
    }

    @Test
    void londonsFirstBlockDoublesTheLimitAndCostsAGwei() {
        Header berlin = new SmallChain("Berlin").genesis;
        Header first =
                child(
                        london,
                        h -> {
                            h.gasLimit = 2 * berlin.gasLimit();
                            h.baseFee = Word.of(1_000_000_000);
                        });
        assertNull(HeaderRules.checkAfter(london.fork, first, berlin));
        Header same = HeaderDraft.edit(first, h -> h.gasLimit = berlin.gasLimit());
        BlockFault fault = HeaderRules.checkAfter(london.fork, same, berlin);
        assertEquals(BlockReason.GAS_LIMIT, assertNotNullFault(fault).reason());
    }

    @Test
    void excessBlobGasAndDifficultyAreComputed() {
        assertEquals(BlockReason.EXCESS_BLOB_GAS, after(osaka, h -> h.excessBlobGas = 1L));
        assertEquals(BlockReason.DIFFICULTY, after(london, h -> h.difficulty = Word.ONE));
    }
}
