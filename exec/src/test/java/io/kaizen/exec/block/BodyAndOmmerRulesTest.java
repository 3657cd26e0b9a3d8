package io.kaizen.exec.block;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.kaizen.exec.ledger.Block;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Header;
import io.kaizen.exec.ledger.HeaderCodec;
import io.kaizen.exec.ledger.Word;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BodyAndOmmerRulesTest {
    private final SmallChain chain = new SmallChain("Byzantium");
    private final Map<Hash, Block> blocks = new HashMap<>();
    private final List<Header> headers = new ArrayList<>();

    BodyAndOmmerRulesTest() {
        add(chain.genesis, List.of());
        for (int i = 1; i <= 9; i++) {
            add(child(headers.get(i - 1), 13), List.of());
        }
    }

    private void add(Header header, List<Header> ommers) {
        headers.add(header);
        Block.Body body = new Block.Body(List.of(), ommers, null);
        blocks.put(HeaderCodec.hash(header), SmallChain.block(header, body));
    }

    private Header child(Header parent, long seconds) {
        return HeaderDraft.edit(
                parent,
                h -> {
                    h.parentHash = HeaderCodec.hash(parent);
                    h.number++;
                    h.timestamp += seconds;
                    h.difficulty = Difficulty.next(chain.fork, h.timestamp, parent);
                });
    }

    /** A sibling of the block with this number. */
    private Header ommer(int number, long seconds) {
        return child(headers.get(number - 1), seconds);
    }

    private @Nullable BlockReason check(Header... ommers) {
        Header block = child(headers.getLast(), 13);
        BlockFault fault =
                OmmerRules.check(
                        ForkSchedule.constant(chain.fork), block, List.of(ommers), blocks::get);
        return fault == null ? null : fault.reason();
    }

    @Test
    void childrenOfTheSecondToSeventhGenerationAreOmmers() {
        assertNull(check());
        assertNull(check(ommer(9, 14)));
        assertNull(check(ommer(9, 14), ommer(4, 14)));
        assertEquals(BlockReason.OMMER_PARENT, check(ommer(3, 14)));
        assertEquals(BlockReason.OMMER_PARENT, check(child(headers.getLast(), 14)));
    }

    @Test
    void thereAreTwoAtMostAndNoneTwice() {
        Header[] three = {ommer(9, 14), ommer(8, 14), ommer(7, 14)};
        assertEquals(BlockReason.TOO_MANY_OMMERS, check(three));
        assertEquals(BlockReason.OMMER_REPEATED, check(ommer(9, 14), ommer(9, 14)));
        assertEquals(BlockReason.OMMER_REPEATED, check(headers.get(8)));
    }

    @Test
    void whatAnAncestorNamedIsNotNamedAgain() {
        Header ommer = ommer(9, 14);
        add(child(headers.getLast(), 13), List.of(ommer));
        assertEquals(BlockReason.OMMER_REPEATED, check(ommer));
    }

    @Test
    void anOmmersHeaderIsValidItself() {
        Header wrong = HeaderDraft.edit(ommer(9, 14), h -> h.difficulty = Word.ONE);
        assertEquals(BlockReason.OMMER_HEADER, check(wrong));
        Header long33 = HeaderDraft.edit(ommer(9, 14), h -> h.extraData = bytes(33));
        assertEquals(BlockReason.OMMER_HEADER, check(long33));
    }

    private static Bytes bytes(int length) {
        return Bytes.wrap(new byte[length]);
    }

    @Test
    void anOmmerOfAnUnknownParentIsNone() {
        Header stranger = HeaderDraft.edit(ommer(9, 14), h -> h.parentHash = Hash.ZERO);
        assertEquals(BlockReason.OMMER_PARENT, check(stranger));
    }

    @Test
    void withoutAncestorsOnlyNumbersAreJudged() {
        Header block = child(headers.getLast(), 13);
        ForkSchedule schedule = ForkSchedule.constant(chain.fork);
        Header stranger = HeaderDraft.edit(ommer(9, 14), h -> h.parentHash = Hash.ZERO);
        assertNull(OmmerRules.check(schedule, block, List.of(stranger), null));
        BlockFault fault = OmmerRules.check(schedule, block, List.of(block), null);
        assertEquals(BlockReason.OMMER_PARENT, Objects.requireNonNull(fault).reason());
    }

    @Test
    void aBodyHasWithdrawalsSinceShanghaiAndOnlySince() {
        SmallChain shanghai = new SmallChain("Shanghai");
        Block block = shanghai.seal(shanghai.body());
        assertNull(BodyRules.check(shanghai.fork, block));
        Block without = new Block(block.header(), new Block.Body(List.of(), List.of(), null), 600);
        assertEquals(
                BlockReason.FIELDS,
                Objects.requireNonNull(BodyRules.check(shanghai.fork, without)).reason());
        Block sealed = chain.seal(chain.body());
        Block with =
                new Block(sealed.header(), new Block.Body(List.of(), List.of(), List.of()), 600);
        assertEquals(
                BlockReason.FIELDS,
                Objects.requireNonNull(BodyRules.check(chain.fork, with)).reason());
    }

    @Test
    void anEncodedBlockHasEightMebibytesAtMostSinceOsaka() {
        SmallChain osaka = new SmallChain("Osaka");
        Block block = osaka.seal(osaka.body());
        assertNull(BodyRules.check(osaka.fork, sized(block, 8_388_608)));
        BlockFault fault = BodyRules.check(osaka.fork, sized(block, 8_388_609));
        assertNotNull(fault);
        assertEquals(BlockReason.TOO_LARGE, fault.reason());
        SmallChain prague = new SmallChain("Prague");
        assertNull(BodyRules.check(prague.fork, sized(prague.seal(prague.body()), 8_388_609)));
    }

    private static Block sized(Block block, int bytes) {
        return new Block(block.header(), block.body(), bytes);
    }
}
