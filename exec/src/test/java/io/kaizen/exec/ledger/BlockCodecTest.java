package io.kaizen.exec.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kaizen.exec.ConformanceData;
import io.kaizen.exec.rlp.RlpException;
import io.kaizen.exec.rlp.RlpReader;
import io.kaizen.exec.rlp.RlpWriter;
import io.kaizen.exec.trie.OrderedTrie;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Headers and receipts against the official blockchain tests, and by round trip. */
class BlockCodecTest {
    private int blocks;

    @Test
    void headersOfOfficialBlocksKeepTheirHashAndTransactionsRoot() throws IOException {
        ObjectMapper json = new ObjectMapper();
        boolean present =
                ConformanceData.visit(
                        "blockchaintests",
                        name -> name.contains("eest-v5.4.0/") && name.endsWith(".json"),
                        (name, content) -> {
                            if (content.length < 400_000) {
                                json.readTree(content).forEach(this::checkTest);
                            }
                        });
        assumeTrue(present, "blockchaintests.tar.zst is absent");
        assertTrue(blocks > 50, "only " + blocks + " blocks found");
        System.out.println("BlockCodecTest: " + blocks + " official headers");
    }

    private void checkTest(JsonNode test) {
        for (JsonNode block : test.get("blocks")) {
            JsonNode want = block.get("blockHeader");
            if (want == null) {
                continue;
            }
            Bytes rlp = Bytes.fromHex(block.get("rlp").asText());
            RlpReader items = RlpReader.of(rlp.array()).list();
            Bytes encoded = items.copy().item();
            Header header = HeaderCodec.read(items);
            assertEquals(want.get("hash").asText(), HeaderCodec.hash(header).hex());
            assertEquals(encoded, HeaderCodec.encode(header));
            assertEquals(header, HeaderCodec.decode(encoded));
            assertEquals(want.get("stateRoot").asText(), header.stateRoot().hex());
            assertEquals(header.roots().transactionsRoot(), transactionsRoot(items.list()));
            Block whole = BlockCodec.decode(rlp.array());
            assertEquals(rlp, BlockCodec.encode(whole.header(), whole.body()));
            assertEquals(rlp.size(), whole.encodedBytes());
            blocks++;
        }
    }

    private static Header header() {
        return new Header(
                Hash.ZERO,
                new Header.Environment(
                        7,
                        8,
                        9,
                        Address.ZERO,
                        Word.ONE,
                        Hash.ZERO,
                        10,
                        Bytes.EMPTY,
                        Word.ONE,
                        null,
                        null),
                new Header.Roots(Hash.ZERO, Hash.ZERO, Hash.ZERO, Hash.ZERO, Hash.ZERO, null, null),
                11,
                Bloom.EMPTY);
    }

    @Test
    void blocksWithOmmersAndWithdrawalsSurviveTheRoundTrip() {
        Block.Body body =
                new Block.Body(
                        List.of(Bytes.fromHex("0xc0"), Bytes.fromHex("0x02c101")),
                        List.of(header(), header()),
                        List.of(
                                new Withdrawal(1, 2, Address.ofLong(3), 4),
                                new Withdrawal(-1, 0, Address.ZERO, -1)));
        Bytes encoded = BlockCodec.encode(header(), body);
        assertEquals(new Block(header(), body, encoded.size()), BlockCodec.decode(encoded.array()));
        assertEquals(Hash.EMPTY_LIST, BlockCodec.ommersHash(List.of()));
    }

    @Test
    void aBlockWithWithdrawalsHasThemAndOneWithoutHasNone() {
        Block.Body body = new Block.Body(List.of(), List.of(), null);
        byte[] encoded = BlockCodec.encode(header(), body).array();
        assertEquals(body, BlockCodec.decode(encoded).body());
    }

    @Test
    void aTransactionInAStringHasATypeByte() {
        for (Bytes transaction : List.of(Bytes.EMPTY, Bytes.fromHex("0xc0"))) {
            RlpWriter writer = new RlpWriter();
            int mark = writer.mark();
            writer.list(writer.mark());
            int list = writer.mark();
            writer.bytes(transaction);
            writer.list(list);
            HeaderCodec.write(header(), writer);
            writer.list(mark);
            assertThrows(RlpException.class, () -> BlockCodec.decode(writer.toArray()));
        }
    }

    @Test
    void aBlockOfSurplusOrMissingItemsIsRefused() {
        Block.Body body = new Block.Body(List.of(), List.of(), List.of());
        byte[] good = BlockCodec.encode(header(), body).array();
        byte[] longer = java.util.Arrays.copyOf(good, good.length + 1);
        assertThrows(RlpException.class, () -> BlockCodec.decode(longer));
        RlpWriter writer = new RlpWriter();
        int mark = writer.mark();
        HeaderCodec.write(header(), writer);
        writer.list(mark);
        assertThrows(RlpException.class, () -> BlockCodec.decode(writer.toArray()));
    }

    private static Hash transactionsRoot(RlpReader transactions) {
        List<Bytes> items = new ArrayList<>();
        while (transactions.hasNext()) {
            items.add(transactions.nextIsList() ? transactions.item() : transactions.bytes());
        }
        return OrderedTrie.root(items);
    }

    @Test
    void receiptsOfEveryTypeSurviveTheRoundTrip() {
        Log log =
                new Log(
                        Address.ofLong(7),
                        List.of(Hash.EMPTY_CODE, Hash.ZERO),
                        Bytes.fromHex("0x010203"));
        for (TransactionType type : TransactionType.values()) {
            for (boolean succeeded : new boolean[] {true, false}) {
                List<Log> logs = succeeded ? List.of(log, log) : List.of();
                Receipt receipt =
                        new Receipt(
                                type,
                                succeeded,
                                123_456,
                                logs,
                                Bloom.of(logs),
                                new Receipt.Outcome(21_000, Word.of(9), Address.ofLong(3), null));
                Bytes encoded = ReceiptCodec.encode(receipt);
                assertEquals(
                        receipt,
                        ReceiptCodec.decode(encoded, 21_000, Word.of(9), Address.ofLong(3)));
            }
        }
    }

    @Test
    void receiptsBeforeByzantiumCarryAStateRoot() {
        Receipt receipt =
                new Receipt(
                        TransactionType.LEGACY,
                        true,
                        21_000,
                        List.of(),
                        Bloom.EMPTY,
                        new Receipt.Outcome(21_000, Word.ONE, null, Hash.EMPTY_TRIE));
        Bytes encoded = ReceiptCodec.encode(receipt);
        assertEquals(receipt, ReceiptCodec.decode(encoded, 21_000, Word.ONE, null));
    }

    @Test
    void receiptsWithSurplusBytesOrUnknownTypesAreRefused() {
        Receipt receipt =
                new Receipt(
                        TransactionType.DYNAMIC_FEE,
                        true,
                        1,
                        List.of(),
                        Bloom.EMPTY,
                        new Receipt.Outcome(1, Word.ONE, null, null));
        byte[] good = ReceiptCodec.encode(receipt).toArray();
        byte[] longer = java.util.Arrays.copyOf(good, good.length + 1);
        byte[] unknown = good.clone();
        unknown[0] = 0x55;
        for (byte[] bad : List.of(longer, unknown, new byte[0])) {
            assertThrows(
                    RlpException.class,
                    () -> ReceiptCodec.decode(Bytes.wrap(bad), 1, Word.ONE, null));
        }
    }
}
