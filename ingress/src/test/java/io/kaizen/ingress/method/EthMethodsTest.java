package io.kaizen.ingress.method;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.ingress.RpcFixture;
import io.kaizen.ingress.limit.RpcLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EthMethodsTest {
    private static final Bytes TOPIC = Hash.keccak(new byte[] {9}).bytes();
    private static final String ZERO_HASH = "\"0x" + "00".repeat(32) + "\"";
    private RpcFixture rpc;

    @BeforeEach
    void start() {
        rpc = new RpcFixture();
    }

    @AfterEach
    void stop() {
        rpc.close();
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    @Test
    void aBlockHasGethsFields() {
        rpc.sendTransfer(0, Bytes.EMPTY);
        JsonNode block = rpc.result("eth_getBlockByNumber", "[\"latest\",true]");
        assertEquals(
                List.of(
                        "number",
                        "hash",
                        "parentHash",
                        "nonce",
                        "mixHash",
                        "sha3Uncles",
                        "logsBloom",
                        "stateRoot",
                        "miner",
                        "difficulty",
                        "extraData",
                        "gasLimit",
                        "gasUsed",
                        "timestamp",
                        "transactionsRoot",
                        "receiptsRoot",
                        "baseFeePerGas",
                        "withdrawalsRoot",
                        "blobGasUsed",
                        "excessBlobGas",
                        "parentBeaconBlockRoot",
                        "requestsHash",
                        "size",
                        "transactions",
                        "uncles",
                        "withdrawals"),
                names(block));
        String raw = rpc.result("debug_getRawBlock", "[\"latest\"]").asText();
        assertEquals("0x" + Integer.toHexString(raw.length() / 2 - 1), block.get("size").asText());
        assertEquals(block, rpc.result("eth_getBlockByHash", "[" + block.get("hash") + ",true]"));
        assertEquals(
                block.get("hash").asText(),
                Hash.keccak(Bytes.fromHex(rpc.result("debug_getRawHeader", "[\"0x1\"]").asText()))
                        .hex());
    }

    @Test
    void aTransactionHasGethsFieldsAndTheEffectivePrice() {
        String hash = rpc.sendTransfer(0, Bytes.EMPTY);
        JsonNode tx = rpc.result("eth_getTransactionByHash", "[\"" + hash + "\"]");
        assertEquals(
                List.of(
                        "blockHash",
                        "blockNumber",
                        "from",
                        "gas",
                        "gasPrice",
                        "maxFeePerGas",
                        "maxPriorityFeePerGas",
                        "hash",
                        "input",
                        "nonce",
                        "to",
                        "transactionIndex",
                        "value",
                        "type",
                        "accessList",
                        "chainId",
                        "v",
                        "r",
                        "s",
                        "yParity"),
                names(tx));
        assertEquals("0x3b9aca05", tx.get("gasPrice").asText());
        assertEquals(
                tx, rpc.result("eth_getTransactionByBlockNumberAndIndex", "[\"0x1\",\"0x0\"]"));
        assertTrue(
                rpc.result("eth_getTransactionByBlockNumberAndIndex", "[\"0x1\",\"0x1\"]")
                        .isNull());
        assertEquals(
                RpcFixture.transfer(0).hex(),
                rpc.result("eth_getRawTransactionByHash", "[\"" + hash + "\"]").asText());
    }

    @Test
    void aReceiptHasGethsFieldsAndItsLogs() {
        String hash = rpc.sendTransfer(0, TOPIC);
        JsonNode receipt = rpc.result("eth_getTransactionReceipt", "[\"" + hash + "\"]");
        assertEquals(
                List.of(
                        "type",
                        "status",
                        "cumulativeGasUsed",
                        "logs",
                        "logsBloom",
                        "transactionHash",
                        "transactionIndex",
                        "blockHash",
                        "blockNumber",
                        "from",
                        "to",
                        "gasUsed",
                        "contractAddress",
                        "effectiveGasPrice"),
                names(receipt));
        JsonNode log = receipt.get("logs").get(0);
        assertEquals(
                List.of(
                        "address",
                        "topics",
                        "data",
                        "blockNumber",
                        "transactionHash",
                        "transactionIndex",
                        "blockHash",
                        "blockTimestamp",
                        "logIndex",
                        "removed"),
                names(log));
        assertEquals(TOPIC.hex(), log.get("topics").get(0).asText());
        assertEquals(receipt, rpc.result("eth_getBlockReceipts", "[\"0x1\"]").get(0));
        assertTrue(rpc.result("eth_getTransactionReceipt", "[" + ZERO_HASH + "]").isNull());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "eth_getBlockByNumber|[\"0x99\",false]",
                "eth_getBlockByHash|[ZERO,false]",
                "eth_getBlockReceipts|[\"0x99\"]",
                "eth_getBlockTransactionCountByNumber|[\"0x99\"]",
                "eth_getBlockTransactionCountByHash|[ZERO]",
                "eth_getUncleCountByBlockNumber|[\"0x99\"]",
                "eth_getTransactionByHash|[ZERO]",
                "eth_getTransactionByBlockHashAndIndex|[ZERO,\"0x0\"]",
                "kaizen_transactionStatus|[ZERO]"
            })
    void whatIsUnknownIsNull(String method, String params) {
        assertTrue(rpc.result(method, params.replace("ZERO", ZERO_HASH)).isNull());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "eth_getBalance|[WHO,\"0x99\"]|-32000 header not found",
                "eth_getBalance|[WHO,ZERO]|-32000 header for hash not found",
                "eth_getBalance|[WHO,{\"blockHash\":ZERO}]|-32000 header for hash not found",
                "eth_call|[{},\"0x99\"]|-32000 header not found",
                "eth_getLogs|[{\"blockHash\":ZERO}]|-32000 unknown block",
                "eth_getLogs|[{\"fromBlock\":\"0x0\",\"toBlock\":\"0x2710\"}]|-32005 block range too"
                        + " wide: 0 to 10000, max 10000 blocks",
                "debug_traceTransaction|[ZERO]|-32000 transaction not found",
                "debug_traceCall|[{},\"latest\",{\"tracer\":\"x\"}]|-32602 invalid argument 2:"
                        + " tracer not found: x",
                "eth_getFilterChanges|[\"0x1\"]|-32000 filter not found",
                "eth_feeHistory|[\"0x1\",\"0x99\"]|-32000 request beyond head block: requested"
                        + " 153, head 0"
            })
    void whatCannotBeAnsweredIsAnErrorAsGethsIs(String method, String params, String error) {
        String filled =
                params.replace("ZERO", ZERO_HASH).replace("WHO", "\"" + RpcFixture.SENDER + "\"");
        assertEquals(error, rpc.error(method, filled));
    }

    @Test
    void stateIsReadAtEveryTag() {
        rpc.ledger.hold();
        rpc.sendTransfer(0, Bytes.EMPTY);
        String who = "[\"" + RpcFixture.SENDER + "\",\"%s\"]";
        assertEquals(
                "0x0", rpc.result("eth_getTransactionCount", who.formatted("latest")).asText());
        assertEquals(
                "0x1", rpc.result("eth_getTransactionCount", who.formatted("pending")).asText());
        String other = "[\"" + RpcFixture.OTHER + "\",\"%s\"]";
        assertEquals("0x1", rpc.result("eth_getBalance", other.formatted("pending")).asText());
        for (String tag : List.of("latest", "safe", "finalized", "earliest", "0x0")) {
            assertEquals("0x0", rpc.result("eth_getBalance", other.formatted(tag)).asText(), tag);
        }
        JsonNode pending = rpc.result("eth_getBlockByNumber", "[\"pending\",false]");
        assertTrue(pending.get("hash").isNull());
        assertEquals(1, pending.get("transactions").size());
        rpc.ledger.seal();
        assertEquals("0x1", rpc.result("eth_getBalance", other.formatted("latest")).asText());
        assertEquals("0x0", rpc.result("eth_getBalance", other.formatted("0x0")).asText());
    }

    @Test
    void aProofIsOfTheStateRoot() {
        rpc.sendTransfer(0, Bytes.EMPTY);
        JsonNode block = rpc.result("eth_getBlockByNumber", "[\"latest\",false]");
        JsonNode proof =
                rpc.result(
                        "eth_getProof",
                        "[\"%s\",[\"0x0\",%s],\"latest\"]".formatted(RpcFixture.SENDER, ZERO_HASH));
        Bytes root = Bytes.fromHex(proof.get("accountProof").get(0).asText());
        assertEquals(block.get("stateRoot").asText(), Hash.keccak(root).hex());
        assertEquals("0x0", proof.get("storageProof").get(0).get("key").asText());
        assertEquals(ZERO_HASH, proof.get("storageProof").get(1).get("key").toString());
    }

    @Test
    void callsSeeOverridesAndRevertsCarryTheirReason() {
        // Returns slot 0: PUSH0 SLOAD PUSH0 MSTORE PUSH1 32 PUSH0 RETURN.
        String code = "0x5f545f5260205ff3";
        String slot = ZERO_HASH.replace("0\"", "7\"");
        assertEquals(
                slot,
                rpc.result(
                                "eth_call",
                                "[{\"to\":\"%s\"},\"latest\",{\"%s\":{\"code\":\"%s\",\"stateDiff\":{%s:%s}}}]"
                                        .formatted(
                                                Address.ofLong(0xaa),
                                                Address.ofLong(0xaa),
                                                code,
                                                ZERO_HASH,
                                                slot))
                        .toString());
        // Reverts with Error("no"): copies itself behind the first 12 bytes.
        String reason =
                "08c379a0"
                        + "00".repeat(31)
                        + "20"
                        + "00".repeat(31)
                        + "02"
                        + "6e6f"
                        + "00".repeat(30);
        String reverts = "0x6064600c5f3960645ffd" + "0000" + reason;
        JsonNode answer =
                rpc.call(
                        "eth_call",
                        "[{\"to\":\"%s\"},\"latest\",{\"%s\":{\"code\":\"%s\"}}]"
                                .formatted(Address.ofLong(0xaa), Address.ofLong(0xaa), reverts));
        assertEquals("3 execution reverted: no", RpcFixture.errorOf(answer));
        assertEquals("0x" + reason, answer.get("error").get("data").asText());
        assertEquals(
                "3 execution reverted: no",
                rpc.error(
                        "eth_estimateGas",
                        "[{\"to\":\"%s\"},\"latest\",{\"%s\":{\"code\":\"%s\"}}]"
                                .formatted(Address.ofLong(0xaa), Address.ofLong(0xaa), reverts)));
        assertEquals(
                "-32000 invalid opcode: INVALID",
                rpc.error(
                        "eth_call",
                        "[{\"to\":\"%s\"},\"latest\",{\"%s\":{\"code\":\"0xfe\"}}]"
                                .formatted(Address.ofLong(0xaa), Address.ofLong(0xaa))));
    }

    @Test
    void anEstimateSucceedsAndLessDoesNot() {
        assertEquals(
                "0x5208",
                rpc.result(
                                "eth_estimateGas",
                                "[{\"from\":\"%s\",\"to\":\"%s\",\"value\":\"0x1\"}]"
                                        .formatted(RpcFixture.SENDER, Address.ofLong(0xaa)))
                        .asText());
        String call =
                "{\"from\":\"%s\",\"to\":\"%s\",\"input\":\"%s\"%s}"
                        .formatted(RpcFixture.SENDER, RpcFixture.OTHER, TOPIC, "%s");
        String estimate = rpc.result("eth_estimateGas", "[" + call.formatted("") + "]").asText();
        String with = "[" + call.formatted(",\"gas\":\"%s\"") + ",\"latest\"]";
        assertEquals("0x", rpc.result("eth_call", with.formatted(estimate)).asText());
        long less = Long.decode(estimate) * 97 / 100;
        assertEquals(
                "-32000 insufficient gas for floor data gas cost: have " + less + ", want 22250",
                rpc.error("eth_call", with.formatted("0x" + Long.toHexString(less))));
        assertTrue(
                rpc.error("eth_estimateGas", with.formatted("0x5300"))
                        .startsWith("-32000 gas required exceeds allowance (21248)"));
    }

    @Test
    void tracesComeInBothForms() {
        rpc.sendTransfer(0, TOPIC);
        String hash = rpc.sendTransfer(1, TOPIC);
        JsonNode steps = rpc.result("debug_traceTransaction", "[\"" + hash + "\"]");
        JsonNode receipt = rpc.result("eth_getTransactionReceipt", "[\"" + hash + "\"]");
        assertEquals(
                receipt.get("gasUsed").asText(),
                "0x" + Long.toHexString(steps.get("gas").asLong()));
        assertFalse(steps.get("failed").asBoolean());
        assertEquals("CALLDATASIZE", steps.get("structLogs").get(0).get("op").asText());
        JsonNode frame =
                rpc.result(
                        "debug_traceTransaction",
                        "[\"%s\",{\"tracer\":\"callTracer\",\"tracerConfig\":{\"withLog\":true}}]"
                                .formatted(hash));
        assertEquals("CALL", frame.get("type").asText());
        assertEquals(receipt.get("gasUsed").asText(), frame.get("gasUsed").asText());
        assertEquals(TOPIC.hex(), frame.get("logs").get(0).get("topics").get(0).asText());
        JsonNode call =
                rpc.result(
                        "debug_traceCall",
                        "[{\"to\":\"%s\",\"input\":\"%s\"},\"latest\",{\"tracer\":\"callTracer\"}]"
                                .formatted(RpcFixture.OTHER, TOPIC));
        assertEquals(TOPIC.hex(), call.get("input").asText());
    }

    @Test
    void logsAreFoundByRangeAddressAndTopic() {
        rpc.sendTransfer(0, Hash.keccak(new byte[] {1}).bytes());
        String wanted = rpc.sendTransfer(1, TOPIC);
        JsonNode found =
                rpc.result(
                        "eth_getLogs",
                        "[{\"fromBlock\":\"earliest\",\"topics\":[\"" + TOPIC + "\"]}]");
        assertEquals(1, found.size());
        assertEquals(wanted, found.get(0).get("transactionHash").asText());
        assertEquals(
                2,
                rpc.result(
                                "eth_getLogs",
                                "[{\"fromBlock\":\"0x0\",\"toBlock\":\"0x99\",\"address\":[\"%s\"]}]"
                                        .formatted(RpcFixture.OTHER))
                        .size());
        assertEquals(
                0,
                rpc.result(
                                "eth_getLogs",
                                "[{\"fromBlock\":\"0x1\",\"toBlock\":\"0x1\",\"topics\":[null,null]}]")
                        .size());
    }

    @Test
    void filtersGiveEachChangeOnceAndEnd() {
        String blocks = rpc.result("eth_newBlockFilter", "[]").toString();
        String logs = rpc.result("eth_newFilter", "[{\"topics\":[\"" + TOPIC + "\"]}]").toString();
        String pending = rpc.result("eth_newPendingTransactionFilter", "[]").toString();
        String hash = rpc.sendTransfer(0, TOPIC);
        assertEquals(1, rpc.result("eth_getFilterChanges", "[" + blocks + "]").size());
        assertEquals(0, rpc.result("eth_getFilterChanges", "[" + blocks + "]").size());
        assertEquals(
                hash,
                rpc.result("eth_getFilterChanges", "[" + logs + "]")
                        .get(0)
                        .get("transactionHash")
                        .asText());
        assertEquals(0, rpc.result("eth_getFilterChanges", "[" + logs + "]").size());
        assertEquals(1, rpc.result("eth_getFilterLogs", "[" + logs + "]").size());
        assertEquals("-32000 filter not found", rpc.error("eth_getFilterLogs", "[" + blocks + "]"));
        JsonNode seen = rpc.result("eth_getFilterChanges", "[" + pending + "]");
        while (seen.isEmpty()) {
            seen = rpc.result("eth_getFilterChanges", "[" + pending + "]");
        }
        assertEquals(hash, seen.get(0).asText());
        assertTrue(rpc.result("eth_uninstallFilter", "[" + blocks + "]").asBoolean());
        assertFalse(rpc.result("eth_uninstallFilter", "[" + blocks + "]").asBoolean());
        assertEquals(
                "-32000 filter not found", rpc.error("eth_getFilterChanges", "[" + blocks + "]"));
    }

    @Test
    void filtersAreBoundedAndExpire() throws Exception {
        RpcLimits few =
                RpcLimits.DEFAULT.withStreams(
                        new RpcLimits.Streams(1, Duration.ofMillis(500), 10, 10, 64, 16));
        try (RpcFixture small = new RpcFixture(few)) {
            String first = small.result("eth_newBlockFilter", "[]").toString();
            assertEquals("-32005 too many filters, max 1", small.error("eth_newBlockFilter", "[]"));
            Thread.sleep(800);
            small.result("eth_newBlockFilter", "[]");
            assertEquals(
                    "-32000 filter not found",
                    small.error("eth_getFilterChanges", "[" + first + "]"));
        }
    }

    @Test
    void sendingSynchronouslyAnswersWithTheReceipt() {
        JsonNode sealed =
                rpc.result(
                        "eth_sendRawTransactionSync", "[\"" + RpcFixture.transfer(0).hex() + "\"]");
        assertEquals("0x1", sealed.get("blockNumber").asText());
        assertFalse(sealed.get("blockHash").isNull());
        rpc.ledger.hold();
        JsonNode preconfirmed =
                rpc.result(
                        "eth_sendRawTransactionSync",
                        "[\"" + RpcFixture.transfer(1).hex() + "\",\"0x1388\"]");
        assertEquals("preconfirmed", preconfirmed.get("finality").asText());
        // A gap of nonces: it stays in the pool.
        JsonNode late =
                rpc.call(
                        "eth_sendRawTransactionSync",
                        "[\"" + RpcFixture.transfer(9).hex() + "\",50]");
        assertEquals(4, late.get("error").get("code").asInt());
        assertEquals(
                Hash.keccak(RpcFixture.transfer(9)).hex(), late.get("error").get("data").asText());
        assertEquals("0x1", rpc.result("txpool_status", "[]").get("queued").asText());
    }

    @Test
    void theDevAccountSendsWhatIsFilledIn() {
        String hash =
                rpc.result(
                                "eth_sendTransaction",
                                "[{\"from\":\"%s\",\"to\":\"%s\",\"value\":\"0x5\"}]"
                                        .formatted(RpcFixture.SENDER, Address.ofLong(0xaa)))
                        .asText();
        JsonNode tx = rpc.result("eth_getTransactionByHash", "[\"" + hash + "\"]");
        assertEquals("0x2", tx.get("type").asText());
        assertEquals("0x5208", tx.get("gas").asText());
        assertEquals(RpcFixture.SENDER.hex(), rpc.result("eth_accounts", "[]").get(0).asText());
        assertEquals(
                "sealed",
                rpc.result("kaizen_transactionStatus", "[\"" + hash + "\"]").get("stage").asText());
    }

    @Test
    void feesFollowTheBaseFeeAndWhatOthersPaid() {
        assertEquals("0x7", rpc.result("eth_maxPriorityFeePerGas", "[]").asText());
        rpc.sendTransfer(0, Bytes.EMPTY);
        assertEquals("0x5", rpc.result("eth_maxPriorityFeePerGas", "[]").asText());
        assertEquals("0x3b9aca05", rpc.result("eth_gasPrice", "[]").asText());
        JsonNode history = rpc.result("eth_feeHistory", "[\"0x5\",\"latest\",[10,90]]");
        assertEquals("0x0", history.get("oldestBlock").asText());
        assertEquals(3, history.get("baseFeePerGas").size());
        assertEquals("0x5", history.get("reward").get(1).get(0).asText());
    }

    @Test
    void theAccessListNamesWhatIsTouched() {
        JsonNode found =
                rpc.result(
                        "eth_createAccessList",
                        "[{\"to\":\"%s\"},\"latest\",{\"%s\":{\"code\":\"0x5f545f5260205ff3\"}}]"
                                .formatted(Address.ofLong(0xaa), Address.ofLong(0xaa)));
        assertEquals(1, found.get("accessList").size());
        assertEquals(
                ZERO_HASH, found.get("accessList").get(0).get("storageKeys").get(0).toString());
    }
}
